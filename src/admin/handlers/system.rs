//! How the server does.

use actix_web::web::Data;

use super::page;
use crate::accounts::Administrator;
use crate::admin::system::Report;
use crate::admin::views::SystemView;
use crate::web::{House, Page, Result, Ui};

/// `GET /admin/system`. For administrators.
///
/// # Errors
/// What the database says.
pub async fn show(_: Administrator, ui: Ui, house: Data<House>) -> Result<Page> {
    let report = Report::read(&house).await?;
    let title = ui.t("admin-system");
    page(title, &SystemView::new(&report, house.started_at, ui))
}

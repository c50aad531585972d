use super::*;
use crate::config::Flags;
use crate::store::testing::Databases;

fn configuration(data: &Path, with: &[(&str, &str)]) -> Configuration {
    let flags = Flags { data: Some(data.display().to_string()), ..Flags::default() };
    Configuration::load(&flags, with.iter().map(|(name, value)| (name.into(), value.into()))).expect("settings")
}

async fn report(configuration: &Configuration) -> (String, bool) {
    let mut report = Report::default();
    report.settings(configuration);
    report.data(&configuration.settings.data);
    report.database(address(&configuration.settings).expect("an address")).await;
    report.https(&configuration.settings);
    (report.text, report.is_wrong)
}

#[tokio::test]
async fn looking_changes_nothing_and_finds_what_is_there() {
    let databases = Databases::new().await;
    for database in [&databases.sqlite, &databases.postgres] {
        let with = match &database.address {
            Address::Sqlite(_) => vec![],
            Address::Postgres(url) => vec![("HALLWAY_DATABASE", url.as_str())],
        };
        let configuration = configuration(database.data.path(), &with);
        for _ in 0..2 {
            let (text, is_wrong) = report(&configuration).await;
            assert!(text.contains("is not there yet") || text.contains("no tables yet"), "{text}");
            assert!(!is_wrong, "{text}");
        }
        assert_eq!(std::fs::read_dir(database.data.path()).expect("the folder").count(), 0);
        database.open().await.close().await;
        let (text, is_wrong) = report(&configuration).await;
        assert!(text.contains("up to date") && text.contains("not set up yet"), "{text}");
        assert!(!is_wrong, "{text}");
    }
}

#[tokio::test]
async fn what_is_wrong_is_said_without_the_password() {
    let data = tempfile::tempdir().expect("a folder");
    let with = [
        // Port 9 of this machine: nothing listens there.
        ("HALLWAY_DATABASE", "postgres://u:left-ajar@127.0.0.1:9/n"),
        ("HALLWAY_TLS_CERTIFICATE", "/nowhere/c.pem"),
        ("HALLWAY_TLS_KEY", "/nowhere/k.pem"),
        ("HALLWAY_PUBLIC_URL", "http://chat.example.com"),
    ];
    let (text, is_wrong) = report(&configuration(data.path(), &with)).await;
    assert!(is_wrong);
    for part in [
        "postgres://u@127.0.0.1:9/n",
        "(HALLWAY_DATABASE)",
        "WRONG database: the database does not answer: ",
        "refused",
        "WRONG certificate: /nowhere/c.pem",
        "WRONG HTTPS: ",
    ] {
        assert!(text.contains(part), "{part} is not in\n{text}");
    }
    assert!(!text.contains("left-ajar"), "{text}");
}

#[test]
fn numbers_of_bytes_are_for_people() {
    for (number, text) in [(0, "0 bytes"), (1536, "1.5 KB"), (3 << 20, "3.0 MB"), ((5 << 30) + (1 << 29), "5.5 GB")] {
        assert_eq!(bytes_text(number), text);
    }
}

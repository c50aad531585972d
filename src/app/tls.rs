//! STUB
/// STUB
pub fn server(_: &crate::config::Tls) -> anyhow::Result<rustls::ServerConfig> {
    anyhow::bail!("not yet")
}

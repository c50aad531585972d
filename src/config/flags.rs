//! Settings as flags.

/// The settings that a command line may give. `hallway --help` prints the words below.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(next_help_heading = "Settings (flag, environment variable, line of hallway.toml)")]
pub struct Flags {
    /// Read the settings of this file instead of DATA/hallway.toml.
    ///
    /// HALLWAY_CONFIG=/etc/hallway.toml
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<String>,

    /// Listen at this address; 0.0.0.0 is every network of this machine, and port 0 any port that is free [default: 127.0.0.1:8080].
    ///
    /// HALLWAY_LISTEN=0.0.0.0:8080
    /// listen = "0.0.0.0:8080"
    #[arg(long, global = true, value_name = "HOST:PORT", verbatim_doc_comment)]
    pub listen: Option<String>,

    /// Keep everything in this folder, which is made if it is missing [default: ./data].
    ///
    /// HALLWAY_DATA=/var/lib/hallway
    /// data = "/var/lib/hallway"
    #[arg(long, global = true, value_name = "FOLDER", verbatim_doc_comment)]
    pub data: Option<String>,

    /// Keep messages and people in this PostgreSQL database instead of a SQLite file in the data folder.
    ///
    /// HALLWAY_DATABASE=postgres://USER:PASSWORD@HOST/NAME
    /// database = "postgres://USER:PASSWORD@HOST/NAME"
    #[arg(long, global = true, value_name = "URL", verbatim_doc_comment)]
    pub database: Option<String>,

    /// Say where browsers find Hallway, for the links it makes and if a proxy stands before it.
    ///
    /// HALLWAY_PUBLIC_URL=https://chat.example.com
    /// public_url = "https://chat.example.com"
    #[arg(long, global = true, value_name = "URL", verbatim_doc_comment)]
    pub public_url: Option<String>,

    /// Believe these proxies, by address or network, when they say whose request they pass on.
    ///
    /// HALLWAY_TRUSTED_PROXIES=127.0.0.1,10.0.0.0/8
    /// trusted_proxies = ["127.0.0.1", "10.0.0.0/8"]
    #[arg(long, global = true, value_name = "ADDRESS,…", verbatim_doc_comment)]
    pub trusted_proxies: Option<String>,

    /// Serve HTTPS with the certificate of this PEM file; needs the key, too.
    ///
    /// HALLWAY_TLS_CERTIFICATE=/etc/hallway/certificate.pem
    /// tls_certificate = "/etc/hallway/certificate.pem"
    #[arg(long, global = true, value_name = "FILE", verbatim_doc_comment)]
    pub tls_certificate: Option<String>,

    /// Serve HTTPS with the private key of this PEM file; needs the certificate, too.
    ///
    /// HALLWAY_TLS_KEY=/etc/hallway/key.pem
    /// tls_key = "/etc/hallway/key.pem"
    #[arg(long, global = true, value_name = "FILE", verbatim_doc_comment)]
    pub tls_key: Option<String>,

    /// Write the log as lines of text or of JSON [default: text].
    ///
    /// HALLWAY_LOG_FORMAT=json
    /// log_format = "json"
    #[arg(long, global = true, value_name = "text|json", verbatim_doc_comment)]
    pub log_format: Option<String>,

    /// Write into the log what is at least this serious: error, warn, info, debug or trace [default: info].
    ///
    /// HALLWAY_LOG_LEVEL=warn
    /// log_level = "warn"
    #[arg(long, global = true, value_name = "LEVEL", verbatim_doc_comment)]
    pub log_level: Option<String>,

    /// Open at most so many connections to PostgreSQL [default: 16].
    ///
    /// HALLWAY_CONNECTIONS=32
    /// connections = 32
    #[arg(long, global = true, value_name = "NUMBER", verbatim_doc_comment)]
    pub connections: Option<String>,

    /// Show people as away when nobody has used their pages for so many seconds [default: 300].
    ///
    /// HALLWAY_AWAY_AFTER=600
    /// away_after = 600
    #[arg(long, global = true, value_name = "SECONDS", verbatim_doc_comment)]
    pub away_after: Option<String>,

    /// Take at most so many messages and other forms of one person in a minute [default: 600].
    ///
    /// HALLWAY_FORMS_PER_MINUTE=1000
    /// forms_per_minute = 1000
    #[arg(long, global = true, value_name = "NUMBER", verbatim_doc_comment)]
    pub forms_per_minute: Option<String>,

    /// Show /metrics to who asks from these addresses or networks [default: nobody].
    ///
    /// HALLWAY_METRICS_FROM=127.0.0.1,10.0.0.0/8
    /// metrics_from = ["127.0.0.1", "10.0.0.0/8"]
    #[arg(long, global = true, value_name = "ADDRESS,…", verbatim_doc_comment)]
    pub metrics_from: Option<String>,

    /// Keep files of messages in this bucket of a store that speaks S3, instead of the data folder; needs key and secret, too.
    ///
    /// HALLWAY_S3_BUCKET=hallway
    /// s3_bucket = "hallway"
    #[arg(long, global = true, value_name = "NAME", verbatim_doc_comment)]
    pub s3_bucket: Option<String>,

    /// Say where that store is [default: Amazon's own of the region].
    ///
    /// HALLWAY_S3_ENDPOINT=https://objects.example.com
    /// s3_endpoint = "https://objects.example.com"
    #[arg(long, global = true, value_name = "URL", verbatim_doc_comment)]
    pub s3_endpoint: Option<String>,

    /// Say in which region it is [default: us-east-1].
    ///
    /// HALLWAY_S3_REGION=eu-central-1
    /// s3_region = "eu-central-1"
    #[arg(long, global = true, value_name = "NAME", verbatim_doc_comment)]
    pub s3_region: Option<String>,

    /// Show the store this name of a key.
    ///
    /// HALLWAY_S3_KEY=AKIA…
    /// s3_key = "AKIA…"
    #[arg(long, global = true, value_name = "NAME", verbatim_doc_comment)]
    pub s3_key: Option<String>,

    /// Show the store this key; better in the environment or the file, for others of this machine can read flags.
    ///
    /// HALLWAY_S3_SECRET=…
    /// s3_secret = "…"
    #[arg(long, global = true, value_name = "KEY", verbatim_doc_comment)]
    pub s3_secret: Option<String>,
}

impl Flags {
    /// The flags that were given, by the name of the setting.
    pub(super) fn given(&self) -> impl Iterator<Item = (&'static str, &String)> {
        [
            ("listen", &self.listen),
            ("data", &self.data),
            ("database", &self.database),
            ("public_url", &self.public_url),
            ("trusted_proxies", &self.trusted_proxies),
            ("tls_certificate", &self.tls_certificate),
            ("tls_key", &self.tls_key),
            ("log_format", &self.log_format),
            ("log_level", &self.log_level),
            ("connections", &self.connections),
            ("away_after", &self.away_after),
            ("forms_per_minute", &self.forms_per_minute),
            ("metrics_from", &self.metrics_from),
            ("s3_bucket", &self.s3_bucket),
            ("s3_endpoint", &self.s3_endpoint),
            ("s3_region", &self.s3_region),
            ("s3_key", &self.s3_key),
            ("s3_secret", &self.s3_secret),
        ]
        .into_iter()
        .filter_map(|(name, value)| Some((name, value.as_ref()?)))
    }
}

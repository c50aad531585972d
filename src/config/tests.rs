use super::*;

fn load(flags: &Flags, environment: &[(&str, &str)]) -> Result<Configuration, Problems> {
    Configuration::load(flags, environment.iter().map(|(name, value)| (name.into(), value.into())))
}

fn problems(flags: &Flags, environment: &[(&str, &str)]) -> String {
    load(flags, environment).expect_err("settings that are wrong").to_string()
}

/// A folder with this hallway.toml, and the flags that name it as the data folder.
fn folder(toml: &str) -> (tempfile::TempDir, Flags) {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join(FILE), toml).expect("room on the disk");
    let flags = Flags { data: Some(folder.path().display().to_string()), ..Flags::default() };
    (folder, flags)
}

#[test]
fn without_a_word_everything_is_the_default() {
    let nowhere = Flags { data: Some("/nowhere".to_owned()), ..Flags::default() };
    let found = load(&nowhere, &[("PATH", "/bin"), ("HALLWAY_DATABASE", "")]).expect("the defaults");
    assert_eq!(found.settings.listen.to_string(), "127.0.0.1:8080");
    assert_eq!(found.settings.database, None);
    assert_eq!(found.settings.connections, 16);
    assert_eq!(found.settings.away_after.to_string(), "300");
    assert_eq!(found.settings.forms_per_minute, 600);
    assert_eq!(found.file, None);
    assert!(!found.settings.secure());
    let names: Vec<&str> = found.lines.iter().map(|line| line.name).collect();
    assert_eq!(names, NAMES, "each setting is shown once, in order");
}

#[test]
fn a_flag_is_stronger_than_the_environment_and_that_than_the_file() {
    let (folder, mut flags) = folder("listen = \"1.1.1.1:1\"\nlog_level = \"warn\"\nconnections = 3\n");
    flags.listen = Some("3.3.3.3:3".to_owned());
    let environment = [("HALLWAY_LISTEN", "2.2.2.2:2"), ("HALLWAY_LOG_LEVEL", "debug")];
    let found = load(&flags, &environment).expect("settings");
    assert_eq!(found.settings.listen.to_string(), "3.3.3.3:3");
    assert_eq!(found.settings.log_level, LogLevel::Debug);
    assert_eq!(found.settings.connections, 3);
    let origin = |name| {
        let line = found.lines.iter().find(|line| line.name == name);
        line.map(|line| line.origin.clone()).expect("every setting is shown")
    };
    assert_eq!(origin("listen"), Origin::Flag("--listen".to_owned()));
    assert_eq!(origin("log_level"), Origin::Environment("HALLWAY_LOG_LEVEL".to_owned()));
    assert_eq!(origin("connections"), Origin::File(folder.path().join(FILE), 3));
    assert_eq!(origin("log_format"), Origin::Default);
}

#[test]
fn a_named_file_is_read_instead_and_its_paths_begin_where_it_lies() {
    let (folder, _) = folder("data = \"d\"\ntls_certificate = \"c.pem\"\ntls_key = \"/k.pem\"\n");
    let file = folder.path().join(FILE).display().to_string();
    for (config, environment) in [(Some(file.clone()), vec![]), (None, vec![("HALLWAY_CONFIG", file.as_str())])] {
        let found = load(&Flags { config, ..Flags::default() }, &environment).expect("settings");
        assert_eq!(found.settings.data, folder.path().join("d"));
        let tls = found.settings.tls.expect("both files are named");
        assert_eq!(tls, Tls { certificate: folder.path().join("c.pem"), key: "/k.pem".into() });
    }
    let missing = Flags { config: Some("/nowhere/h.toml".to_owned()), ..Flags::default() };
    assert!(problems(&missing, &[]).starts_with("/nowhere/h.toml: "));
}

#[test]
fn the_file_of_the_data_folder_does_not_say_where_that_is() {
    let (_folder, flags) = folder("data = \"/elsewhere\"\n");
    assert!(problems(&flags, &[]).contains("line 1: this file was found in the data folder"));
}

#[test]
fn unknown_names_are_told_with_their_place_and_the_nearest_name() {
    let (folder, flags) = folder("# ours\nlisen = \"a:1\"\ncolour = 1\n[tls]\nkey = \"k\"\n");
    let file = folder.path().join(FILE).display().to_string();
    let told = problems(&flags, &[("HALLWAY_DATABSE", "postgres://u:secret@h/n"), ("HALLWAY_COLOUR", "red")]);
    for line in [
        "HALLWAY_DATABSE: there is no such setting; is `HALLWAY_DATABASE` meant?".to_owned(),
        "HALLWAY_COLOUR: there is no such setting".to_owned(),
        format!("{file}, line 2: there is no setting `lisen`; is `listen` meant?"),
        format!("{file}, line 3: there is no setting `colour`"),
        format!("{file}, line 4: there is no setting `tls`"),
    ] {
        assert!(told.lines().any(|told| told == line), "{line}\nis not in\n{told}");
    }
    assert!(!told.contains("secret"));
}

#[test]
fn what_kubernetes_says_of_a_service_called_hallway_and_the_tests_variables_are_no_settings() {
    let names = [
        "HALLWAY_PORT",
        "HALLWAY_SERVICE_HOST",
        "HALLWAY_SERVICE_PORT_HTTP",
        "HALLWAY_PORT_80_TCP_ADDR",
        "HALLWAY_TEST_POSTGRES",
    ];
    let flags = Flags { data: Some("/nowhere".to_owned()), ..Flags::default() };
    load(&flags, &names.map(|name| (name, "tcp://10.0.0.1:80"))).expect("the defaults");
}

#[test]
fn a_value_that_is_none_is_told_with_its_place_and_what_to_write() {
    let (folder, mut flags) =
        folder("connections = 0\nlog_level = true\ntrusted_proxies = [1]\naway_after = 0\nforms_per_minute = 0\n");
    flags.listen = Some("8080".to_owned());
    let file = folder.path().join(FILE).display().to_string();
    let told = problems(&flags, &[("HALLWAY_PUBLIC_URL", "https://example.com/chat"), ("HALLWAY_TLS_KEY", "k.pem")]);
    for part in [
        "--listen: `8080` is no address to listen at: write HOST:PORT".to_owned(),
        "HALLWAY_PUBLIC_URL: `https://example.com/chat` has a path".to_owned(),
        "HALLWAY_TLS_KEY: `tls_key` needs `tls_certificate` beside it".to_owned(),
        format!("{file}, line 1: `0` is no number of connections: write one from 1 to 1000"),
        format!("{file}, line 2: `log_level` takes a text in quotes"),
        format!("{file}, line 4: `0` is no number of seconds: write one from 1 to 86400, like 300"),
        format!("{file}, line 5: `0` is no number of forms: write one from 1 to 10000000, like 600"),
        format!("{file}, line 3: `trusted_proxies` takes a text in quotes or a list of such"),
    ] {
        assert!(told.contains(&part), "{part}\nis not in\n{told}");
    }
}

#[test]
fn no_password_is_printed() {
    for toml in [
        "database = \"mysql://u:secret@h/n\"",
        "database = 'postgres://u:secret@h/n'\nconnections = \"many\"",
        "database = \"postgres://u:secret@h/n",
        "database = [\"postgres://u:secret@h/n\", 1]",
        "database = postgres://u:secret@h/n",
    ] {
        let (_folder, flags) = folder(toml);
        let error = load(&flags, &[]).expect_err("settings that are wrong");
        assert!(!format!("{error} {error:?}").contains("secret"), "{error}");
    }
    for (url, shown) in [
        ("postgres://u:secret@h:5432/n", "postgres://u@h:5432/n"),
        ("postgresql://h/n?password=secret&user=u", "postgresql://h/n"),
        ("postgres://h/n?password=sec@ret", "postgres://…"),
        ("postgres://u:sec/r@et@h/n", "postgres://u@h/n"),
        ("postgres://u@h", "postgres://u@h"),
        ("postgres:///n?host=/run/postgresql", "postgres:///n"),
    ] {
        let parsed = value::database(url).expect("a URL of PostgreSQL");
        assert_eq!((parsed.to_string().as_str(), parsed.expose()), (shown, url));
        assert_eq!(format!("{parsed:?}"), shown);
    }
}

#[test]
fn where_to_listen_is_a_host_and_a_port() {
    for text in ["127.0.0.1:0", "localhost:80", "[::1]:8080", "chat.example.com:65535"] {
        assert_eq!(value::listen(text).expect(text).to_string(), text);
    }
    for text in ["", "8080", ":8080", "a", "::1:80", "[::1]", "[a]:1", "a:65536", "http://a:80", "a b:1", "a:"] {
        assert!(value::listen(text).is_err(), "{text}");
    }
    assert!(value::listen("[::1]:80").expect("an address").is_local());
    assert!(!value::listen("0.0.0.0:80").expect("an address").is_local());
}

#[test]
fn a_public_url_is_what_browsers_call_the_origin() {
    for (text, origin) in [
        ("https://Chat.Example.com/", "https://chat.example.com"),
        ("HTTPS://chat.example.com:443", "https://chat.example.com"),
        ("http://10.0.0.1:8080", "http://10.0.0.1:8080"),
        ("https://[::1]:8443", "https://[::1]:8443"),
    ] {
        assert_eq!(value::public_url(text).expect(text).as_str(), origin);
    }
    for text in ["chat.example.com", "ftp://a", "https://", "https://u@a", "https://a?b", "https://a//", "https://ä.de"]
    {
        assert!(value::public_url(text).is_err(), "{text}");
    }
}

#[test]
fn proxies_are_trusted_by_address_and_by_network() {
    let flags = Flags { data: Some("/nowhere".to_owned()), ..Flags::default() };
    let proxies = [("HALLWAY_TRUSTED_PROXIES", "127.0.0.1, 10.1.2.3/8,::1")];
    let settings = load(&flags, &proxies).expect("settings").settings;
    for (address, trusted) in
        [("127.0.0.1", true), ("::ffff:10.9.9.9", true), ("::1", true), ("127.0.0.2", false), ("::2", false)]
    {
        assert_eq!(settings.trusts(address.parse().expect("an address")), trusted, "{address}");
    }
}

#[test]
fn https_is_what_the_browser_sees() {
    let flags = |url: Option<&str>, tls: bool| Flags {
        data: Some("/nowhere".to_owned()),
        public_url: url.map(str::to_owned),
        tls_certificate: tls.then(|| "c".to_owned()),
        tls_key: tls.then(|| "k".to_owned()),
        ..Flags::default()
    };
    for (url, tls, secure) in
        [(None, false, false), (None, true, true), (Some("https://a"), false, true), (Some("http://a"), false, false)]
    {
        assert_eq!(load(&flags(url, tls), &[]).expect("settings").settings.secure(), secure);
    }
}

#[test]
fn the_help_names_every_setting_in_its_three_spellings() {
    let mut command = <Flags as clap::Args>::augment_args(clap::Command::new("hallway"));
    let help = command.render_long_help().to_string();
    for name in NAMES {
        for spelling in [source::flag(name), format!("{}=", source::variable(name)), format!("{name} = ")] {
            assert!(help.contains(&spelling), "{spelling} is not in\n{help}");
        }
    }
}

#[test]
fn a_bucket_comes_with_its_key_and_no_secret_is_shown() {
    let bucket = [("HALLWAY_S3_BUCKET", "hallway"), ("HALLWAY_S3_KEY", "quoin"), ("HALLWAY_S3_SECRET", "left-ajar")];
    let nowhere = Flags { data: Some("/nowhere".to_owned()), ..Flags::default() };
    let found = load(&nowhere, &bucket).expect("settings");
    let s3 = found.settings.s3.as_ref().expect("a bucket");
    assert_eq!(
        (&*s3.bucket, &*s3.region, s3.secret.expose(), &s3.endpoint),
        ("hallway", "us-east-1", "left-ajar", &None)
    );
    let shown = format!("{:?} {:?}", found.lines, found.settings);
    assert!(!shown.contains("quoin") && !shown.contains("left-ajar"), "{shown}");
    assert_eq!(load(&nowhere, &[]).expect("none").settings.s3, None);
    let lacks = problems(&nowhere, &bucket[..2]);
    assert!(lacks.contains("`s3_bucket` needs `s3_secret` beside it"), "{lacks}");
    let lacks = problems(&nowhere, &bucket[1..]);
    assert!(lacks.contains("needs `s3_bucket` beside it"), "{lacks}");
    for (name, value, says) in [
        ("HALLWAY_S3_BUCKET", "My Bucket", "is no bucket"),
        ("HALLWAY_S3_ENDPOINT", "objects.example.com", "is no place of a store"),
        ("HALLWAY_S3_ENDPOINT", "https://me:word@objects.example.com", "is no place of a store"),
        ("HALLWAY_S3_SECRET", "left ajar", "no key"),
    ] {
        let mut wrong: Vec<(&str, &str)> = bucket.to_vec();
        wrong.push((name, value));
        let told = problems(&nowhere, &wrong);
        assert!(told.contains(says) && !told.contains("needs"), "{told}");
    }
}

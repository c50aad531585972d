//! The door: founding, signing in, invitations, and who sends forms.

use super::*;

#[test]
fn what_anyone_may_use_is_the_door() {
    let routes: Vec<_> =
        [accounts::routes(), organization::routes(), settings::routes()].into_iter().flatten().collect();
    let open: Vec<String> = routes
        .iter()
        .filter(|route| route.access == Access::Anyone)
        .map(|route| format!("{} {}", route.method, route.path))
        .collect();
    let door = [
        "GET /setup",
        "POST /setup",
        "GET /sign-in",
        "POST /sign-in",
        "GET /sign-in/forgotten",
        "POST /sign-in/forgotten",
        "GET /sign-in/code",
        "POST /sign-in/code",
        "GET /reset/{token}",
        "POST /reset/{token}",
    ];
    let link = ["GET /invitations/{token}", "POST /invitations/{token}"];
    assert_eq!(open, [&door[..], &link].concat());
}

#[actix_web::test]
async fn a_company_is_founded_once() {
    each_database(|store| async move {
        let door = Door::new(store);
        let elin = door.browser();
        for path in ["/", "/sign-in", "/messages", "/invitations"] {
            assert_eq!(elin.get(path).await.status, 503, "{path}");
        }
        assert_eq!(elin.get("/setup").await.status, 403);
        assert_eq!(elin.get("/setup?token=kex").await.status, 403);
        assert!(elin.get("/setup?token=key").await.html.contains("value=\"key\""));
        let mut wrong = set_up();
        wrong[7].1 = "lamplight";
        wrong[1].1 = "<b>Harbour & Sons";
        let again = elin.post("/setup", &wrong).await;
        assert_eq!(again.status, 422);
        assert!(again.html.contains("This one has 9 characters. Add at least 3 more."), "{}", again.html);
        assert!(again.html.contains("&#60;b&#62;Harbour &#38; Sons") && !again.html.contains("lamplight"));
        wrong[0].1 = "kex";
        assert_eq!(elin.post("/setup", &wrong).await.status, 403);
        assert_eq!(elin.post("/setup", &set_up()).await.leads_to(), "/invitations");
        assert_eq!(elin.get("/invitations").await.status, 200);
        for again in [elin.get("/setup?token=key").await, elin.post("/setup", &set_up()).await] {
            assert_eq!(again.status, 404);
        }
    })
    .await;
}

#[actix_web::test]
async fn one_signs_in_and_out() {
    each_database(|store| async move {
        let door = Door::founded(store).await;
        let elin = door.browser();
        assert_eq!(elin.get("/settings?list").await.leads_to(), "/sign-in?next=%2Fsettings%3Flist");
        let page = elin.get("/sign-in?next=/settings").await;
        assert!(page.html.contains("to Harbour Press") && page.html.contains("value=\"/settings\""));
        for (email, password) in [("elin@harbour.example", "wrong"), ("nobody@harbour.example", PASSWORD), ("\0", "")] {
            let wrong = elin.sign_in(email, password).await;
            assert_eq!(wrong.status, 422);
            assert!(wrong.html.contains("do not go together") && !wrong.html.contains(PASSWORD));
        }
        assert_eq!(elin.sign_in("ELIN@harbour.example", PASSWORD).await.leads_to(), "/settings");
        assert_eq!(elin.get("/settings").await.status, 200);
        assert_eq!(elin.get("/sign-in?next=//evil.example").await.leads_to(), "/");
        assert_eq!(elin.post("/sign-out", &[]).await.leads_to(), "/sign-in");
        assert_eq!(elin.get("/settings").await.status, 303);
    })
    .await;
}

#[actix_web::test]
async fn guessing_is_slow() {
    each_database(|store| async move {
        let door = Door::founded(store).await;
        let thief = door.browser();
        for _ in 0..10 {
            assert_eq!(thief.sign_in("elin@harbour.example", "guess").await.status, 422);
        }
        let refused = thief.sign_in("elin@harbour.example", PASSWORD).await;
        assert_eq!((refused.status, refused.html.as_str()), (429, "too-many"));
        assert_eq!(refused.headers.get("retry-after").expect("a time"), "900");
    })
    .await;
}

#[actix_web::test]
async fn people_are_invited_and_helped_back_in() {
    each_database(|store| async move {
        let door = Door::founded(store).await;
        let (elin, lan, tom) = (door.browser(), door.browser(), door.browser());
        elin.sign_in("elin@harbour.example", PASSWORD).await;
        let wrong = elin.post("/invitations", &[("uses", "0"), ("days", "seven")]).await;
        assert_eq!(wrong.status, 422);
        assert!(wrong.html.contains("from 1 to 1000") && wrong.html.contains("from 1 to 90"));
        let made = elin.post("/invitations", &[("uses", "1"), ("days", "7")]).await;
        let link = made.link();
        assert!(!elin.get("/invitations").await.html.contains(&link), "the token is shown once");
        assert!(elin.get(&link).await.html.contains("You are signed in as Elin Lindqvist"));
        assert!(lan.get(&link).await.html.contains("Join Harbour Press"));
        let taken = lan.post(&link, &join("Lan", "elin@HARBOUR.example")).await;
        assert_eq!(taken.status, 422);
        assert!(taken.html.contains("This address has an account here."));
        assert_eq!(lan.post(&link, &join("Đặng Lan", "lan@harbour.example")).await.leads_to(), "/");
        assert_eq!(tom.post(&link, &join("Tom", "tom@harbour.example")).await.status, 404);
        assert_eq!(tom.get(&link).await.status, 404);
        assert_eq!(lan.get("/invitations").await.status, 403);

        let reset = door.reset_link("lan@harbour.example").await;
        assert!(tom.get(&reset).await.html.contains("for Đặng Lan"));
        assert_eq!(tom.post(&reset, &[("password", "short")]).await.status, 422);
        assert_eq!(tom.post(&reset, &[("password", "another door, ajar")]).await.leads_to(), "/");
        assert_eq!(lan.get("/settings").await.status, 303, "all earlier sessions end");
        assert_eq!(tom.get("/settings").await.status, 200);
        assert_eq!(lan.get(&reset).await.status, 404);
        assert_eq!(lan.sign_in("lan@harbour.example", PASSWORD).await.status, 422);
        assert_eq!(lan.sign_in("lan@harbour.example", "another door, ajar").await.status, 303);

        let made = elin.post("/invitations", &[("uses", "3"), ("days", "1")]).await;
        assert!(made.html.contains("/invitations/2/revoke"));
        assert_eq!(elin.post("/invitations/2/revoke", &[]).await.status, 303);
        assert_eq!(door.browser().get(&made.link()).await.status, 404);
    })
    .await;
}

#[actix_web::test]
async fn other_sites_send_nothing_and_old_browsers_carry_a_token() {
    each_database(|store| async move {
        let door = Door::founded(store).await;
        let elin = door.browser();
        elin.sign_in("elin@harbour.example", PASSWORD).await;
        let page = elin.get("/settings/profile").await;
        let (_, after) = page.html.split_once("name=\"token\" value=\"").expect("a token");
        let token = after.split('"').next().expect("a token").to_owned();
        let policy = page.headers.get("content-security-policy").expect("a policy");
        assert!(
            policy.to_str().expect("text").starts_with("default-src 'none';script-src 'self';style-src 'self';img-src")
        );
        assert_eq!(page.headers.get("cache-control").expect("a word on caches"), "private, no-cache");

        let name = [("name", "Elin")];
        let mut elin = elin;
        for (says, status) in [
            (&[("sec-fetch-site", "cross-site")][..], 403),
            (&[("sec-fetch-site", "same-site")], 403),
            (&[("origin", "http://evil.example")], 403),
            (&[("origin", "null")], 403),
            (&[("origin", "http://localhost:8080")], 303),
            (&[], 403),
        ] {
            elin = elin.saying(says);
            assert_eq!(elin.post("/settings/profile", &name).await.status, status, "{says:?}");
        }
        let with_token = [("name", "Elin"), ("token", token.as_str())];
        assert_eq!(elin.post("/settings/profile", &with_token).await.status, 303);
        assert_eq!(elin.post("/settings/profile", &[("name", "Elin"), ("token", "x")]).await.status, 403);
        assert_eq!(elin.get("/settings/profile").await.status, 200);
        // HTTP/1.0 knows no chunks, which actix would send for what it compresses.
        let zip = || TestRequest::get().uri("/settings/profile").insert_header(("accept-encoding", "gzip"));
        let coding = |answer: &Answer| answer.headers.get("content-encoding").cloned();
        assert_eq!(coding(&elin.send(zip()).await).expect("a coding"), "gzip");
        assert_eq!(coding(&elin.send(zip().version(Version::HTTP_10)).await).expect("a coding"), "identity");
        // Without a session there is nothing to abuse.
        let stranger = door.browser().saying(&[]);
        assert_eq!(stranger.sign_in("elin@harbour.example", PASSWORD).await.status, 303);
    })
    .await;
}

#[actix_web::test]
async fn strangers_choose_their_language() {
    each_database(|store| async move {
        let door = Door::founded(store).await;
        let stranger = door.browser().saying(&[("accept-language", "fr, vi;q=0.5")]);
        assert!(stranger.get("/sign-in").await.html.contains("Đăng nhập"));
        assert!(stranger.get("/sign-in?lang=en").await.html.contains("E-mail address"));
        assert!(stranger.get("/sign-in").await.html.contains("E-mail address"), "the cookie remembers");
        assert!(door.browser().get("/sign-in").await.html.contains("E-mail address"), "the company's");
    })
    .await;
}

//! What people choose for themselves: look, picture, password.

use super::*;

#[actix_web::test]
async fn what_one_chooses_is_kept() {
    each_database(|store| async move {
        let door = Door::founded(store).await;
        let elin = door.browser();
        elin.sign_in("elin@harbour.example", PASSWORD).await;
        let all = [
            ("send_key", "ctrl"),
            ("theme", "dark"),
            ("density", "compact"),
            ("language", "vi"),
            ("time_zone", "Asia/Ho_Chi_Minh"),
            ("refresh_seconds", "0"),
            ("text_size", "larger"),
            ("own_side", "start"),
            ("clock", "12"),
            ("sound_direct", "knock"),
            ("sound_group", "none"),
            ("sound_call", "drop"),
            ("beginners", "departments"),
            ("adders_of_me", "nobody"),
        ];
        assert_eq!(elin.post("/settings", &all).await.leads_to(), "/settings?saved");
        let page = elin.get("/settings?saved").await.html;
        for chosen in ["value=\"ctrl\" checked", "value=\"dark\" checked", "value=\"compact\" checked"] {
            assert!(page.contains(chosen), "{chosen}");
        }
        for chosen in ["value=\"vi\" selected", "value=\"Asia/Ho_Chi_Minh\" selected", "value=\"0\" selected"] {
            assert!(page.contains(chosen), "{chosen}");
        }
        for chosen in ["larger", "start", "12"] {
            assert!(page.contains(&format!("value=\"{chosen}\" checked")), "{chosen}");
        }
        for chosen in ["knock", "none", "drop", "departments", "nobody"] {
            assert!(page.contains(&format!("value=\"{chosen}\" selected")), "{chosen}");
        }
        for n in 0..all.len() {
            let mut wrong = all;
            wrong[n].1 = "\0";
            assert_eq!(elin.post("/settings", &wrong).await.status, 422, "{:?}", all[n]);
        }
        assert_eq!(elin.post("/settings/profile", &[("name", "  Elin   <b>Đ ")]).await.status, 303);
        assert!(elin.get("/settings/profile").await.html.contains("Elin &#60;b&#62;Đ"));
        for wrong in ["", "\0", "\u{200b}"] {
            assert_eq!(elin.post("/settings/profile", &[("name", wrong)]).await.status, 422);
        }
        let contact = [
            ("inner_number", "204"),
            ("desk_phone", "+44 (20) 7946-0958"),
            ("mobile_phone", ""),
            ("birth_day", "29"),
            ("birth_month", "2"),
        ];
        assert_eq!(elin.post("/settings/contact", &contact).await.leads_to(), "/settings/profile?saved");
        let page = elin.get("/settings/profile").await.html;
        for kept in ["value=\"204\"", "value=\"+44 20 7946 0958\"", "value=\"29\"", "value=\"2\" selected"] {
            assert!(page.contains(kept), "{kept}");
        }
        for (n, wrong) in [(0, "2o4"), (1, "call me"), (2, "12"), (3, "30")] {
            let mut typed = contact;
            typed[n].1 = wrong;
            let again = elin.post("/settings/contact", &typed).await;
            assert!(again.status == 422 && again.html.contains(&format!("value=\"{wrong}\"")), "{wrong}");
        }
    })
    .await;
}

fn with_file(bytes: &[u8]) -> TestRequest {
    let mut body = b"--edge\r\nContent-Disposition: form-data; name=\"picture\"; filename=\"me.png\"\r\n\r\n".to_vec();
    body.extend_from_slice(bytes);
    body.extend_from_slice(b"\r\n--edge--\r\n");
    let kind = (CONTENT_TYPE, "multipart/form-data; boundary=edge");
    TestRequest::post().uri("/settings/picture").insert_header(kind).set_payload(body)
}

#[actix_web::test]
async fn a_picture_is_shown_to_who_is_signed_in() {
    each_database(|store| async move {
        let door = Door::founded(store).await;
        let elin = door.browser();
        elin.sign_in("elin@harbour.example", PASSWORD).await;
        for (bytes, sentence) in [(&b""[..], "No file is chosen"), (b"<svg/>", "no picture that can be read")] {
            let answer = elin.send(with_file(bytes)).await;
            assert_eq!(answer.status, 422);
            assert!(answer.html.contains(sentence), "{}", answer.html);
        }
        let large = elin.send(with_file(&vec![0; crate::web::Limits::PICTURE_BYTES + 1])).await;
        assert!(large.status == 422 && large.html.contains("more than 8 MB"));
        let mut png = Vec::new();
        let picture = image::RgbImage::new(40, 30);
        picture.write_to(&mut std::io::Cursor::new(&mut png), image::ImageFormat::Png).expect("a PNG");
        assert_eq!(elin.send(with_file(&png)).await.leads_to(), "/settings/profile?saved");
        let page = elin.get("/settings/profile").await.html;
        let (_, after) = page.split_once("src=\"").expect("a picture");
        let (address, _) = after.split_once('"').expect("an address");
        let shown = elin.get(address).await;
        assert_eq!(
            (shown.status, shown.headers.get(CONTENT_TYPE).expect("a type")),
            (200, &"image/jpeg".parse().expect("a type"))
        );
        assert_eq!(elin.get("/pictures/aaaaaaaaaaaaaaaaaaaaaa").await.status, 404);
        assert_eq!(door.browser().saying(&[("sec-fetch-dest", "image")]).get(address).await.status, 401);
        assert_eq!(elin.post("/settings/picture/remove", &[]).await.status, 303);
        assert!(!elin.get("/settings/profile").await.html.contains("/pictures/"));
        let old = elin.saying(&[]);
        assert_eq!(old.send(with_file(&png)).await.html, "cross-site");
    })
    .await;
}

#[actix_web::test]
async fn a_new_password_and_a_click_end_the_other_sessions() {
    each_database(|store| async move {
        let door = Door::founded(store).await;
        let (elin, phone) = (door.browser(), door.browser().saying(&[OWN, ("user-agent", "Firefox/145 Android")]));
        elin.sign_in("elin@harbour.example", PASSWORD).await;
        phone.sign_in("elin@harbour.example", PASSWORD).await;
        let page = elin.get("/settings/sign-in").await.html;
        assert!(page.contains("Firefox on Android"), "{page}");
        let wrong = elin.post("/settings/sign-in", &[("current", "x"), ("new", "short")]).await;
        assert!(wrong.status == 422 && wrong.html.contains("not your password"));
        let change = [("current", PASSWORD), ("new", "another door, ajar")];
        assert_eq!(elin.post("/settings/sign-in", &change).await.leads_to(), "/settings/sign-in?changed");
        assert_eq!(phone.get("/settings").await.status, 303);
        assert_eq!(elin.get("/settings").await.status, 200);
        for end in ["others", "one"] {
            phone.sign_in("elin@harbour.example", "another door, ajar").await;
            let page = elin.get("/settings/sign-in").await.html;
            let (_, id) = page.split_once("name=\"end\" value=\"").expect("another session");
            let id = id.split('"').next().expect("an id");
            elin.post("/settings/sessions", &[("end", if end == "one" { id } else { end })]).await;
            assert_eq!(phone.get("/settings").await.status, 303, "{end}");
            assert_eq!(elin.get("/settings").await.status, 200);
        }
    })
    .await;
}

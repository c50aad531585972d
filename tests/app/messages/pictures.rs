//! Pictures: what is kept of those that are not shown.

use super::files::{links, newest};
use crate::support::House;

const PLACE: &[u8] = b"46.1591 N 7.1234 E";

fn boxed(kind: &[u8; 4], inside: &[u8]) -> Vec<u8> {
    [&(inside.len() as u32 + 8).to_be_bytes()[..], kind, inside].concat()
}

fn segment(marker: u8, inside: &[u8]) -> Vec<u8> {
    [&[0xff, marker], &(inside.len() as u16 + 2).to_be_bytes()[..], inside].concat()
}

each_database! {
    async fn a_photo_that_is_not_shown_does_not_say_where_it_was_taken_either(database) {
        let (house, [ada]) = House::with_people(database, ["Ada Marsh"]).await;
        let chat = ada.general().await;
        let phone = [boxed(b"ftyp", b"heic\0\0\0\0mif1heic"), boxed(b"mpvd", PLACE), boxed(b"mdat", b"what is seen")].concat();
        // Coded in a way that browsers do not read either (SOF9).
        let exif = [b"Exif\0\0MM\0\x2a\0\0\0\x08\0\0", PLACE].concat();
        let camera = [&[0xff, 0xd8][..], &segment(0xe1, &exif), &segment(0xc9, b"what is seen"), &[0xff, 0xd9]].concat();
        for (name, photo) in [("bridge.heic", &phone), ("bridge.jpg", &camera)] {
            ada.send_files(chat, &[(name, photo)], &[("text", ""), ("key", name)], false).await.expect(303);
            let link = links(&ada, chat, newest(&house).await).await.remove(0);
            let given = ada.get(&link).await.expect(200).text;
            assert!(given.contains("what is seen") && !given.contains("46.1591"), "{name}: {given:?}");
        }
        let kept = house.number("SELECT COUNT(*) FROM attachments WHERE kind = 'file' AND preview_id IS NULL").await;
        assert_eq!(kept, 2, "to be taken along");
    }
}

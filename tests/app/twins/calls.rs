//! Who is told of messages in a random case: everybody who is called, and whoever listens for a word.

use super::Case;

/// Words of what is said, and one that nobody says.
const WORDS: [&str; 6] = ["parcel", "milk", "good morning", "بالجميع", "reception", "ink"];

impl Case<'_> {
    /// Somebody calls everybody, after the question how many that are.
    pub(super) async fn call_all(&mut self) {
        let (who, chat) = self.somewhere();
        let (person, key, text) = (&self.people[who], self.people[who].key(), format!("@all {}", self.text()));
        let path = format!("/chats/{chat}/messages");
        let asked = person.post(&path, &[("text", text.as_str()), ("key", &*key)]).await;
        // In a chat of two they are words, and not everybody may.
        assert!([303, 403, 404, 409].contains(&asked.status), "{}", asked.text);
        self.tell(format!("{} calls all in {chat}: {}", person.name, asked.status));
        if asked.status != 409 {
            return;
        }
        let page = asked.dom();
        let count = page.all(|element| element.attr("name") == Some("all"))[0].attr("value").expect("how many");
        let answer = person.post(&path, &[("text", text.as_str()), ("key", &*key), ("all", count)]).await;
        self.tell(format!("{count} of them: {}", answer.status));
        self.did("call all", answer.status);
        assert!([303, 403].contains(&answer.status), "{}", answer.text);
    }

    /// Somebody wants to be told of other words than before.
    pub(super) async fn listen(&mut self) {
        let person = self.dice.of(self.people);
        let words: Vec<&str> = WORDS.into_iter().filter(|_| self.dice.one_in(2)).collect();
        let fields = [("delay", "10"), ("site", "1"), ("keywords", &*words.join("\n"))];
        person.post("/settings/notifications", &fields).await.expect(303);
        self.tell(format!("{} listens for {words:?}", person.name));
        self.did("listen", 303);
    }
}

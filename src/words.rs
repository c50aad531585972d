//! Enums whose values are words in the database, in forms and in attributes.

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$of:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $name { $($(#[$of])* $variant,)* }

        impl $name {
            /// All of them, the first is what one begins with.
            pub const ALL: &'static [$name] = &[$($name::$variant),*];

            /// Its word in the database, in forms and in attributes.
            pub fn as_str(self) -> &'static str {
                match self { $($name::$variant => $word,)* }
            }

            /// That of the word.
            pub fn of(word: &str) -> Option<$name> {
                $name::ALL.iter().copied().find(|one| one.as_str() == word)
            }
        }

        impl From<String> for $name {
            /// A word that this program does not know is the first.
            fn from(word: String) -> $name {
                $name::of(&word).unwrap_or($name::ALL[0])
            }
        }
    };
}
pub(crate) use words;

act-copy-code = Copy the code
emoji = Emoji
emoji-ahead = Emoji for “{ $part }”
emoji-found = { $count ->
    [0] No emoji has that name
    [one] 1 emoji
   *[other] { $count } emoji
}
emoji-go = Search
emoji-help = What stands between the colons becomes the emoji when the message is sent.
emoji-recent = Recently used
emoji-search = Search emoji, in English or Vietnamese
emoji-title = Emoji and their codes
format-bb = BBCode
format-block = Code block
format-bold = Bold
format-code = Code in a line
format-emoji = Emoji
format-italic = Italic
format-language = Language of the code
format-link = Link
format-list = List
format-numbers = Numbered list
format-quote = Quote
format-strike = Strikethrough
formatting-help = What is typed stands first, how it is shown beside or below it. All of it is typed; the plus beside the field has buttons for it.
formatting-how = How to format
formatting-more = All emoji with their codes:
formatting-one = first proof
formatting-title = Formatting
formatting-two = second proof
preview = Preview

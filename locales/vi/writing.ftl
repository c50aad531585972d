act-copy-code = Chép đoạn mã
emoji = Biểu tượng cảm xúc
emoji-ahead = Biểu tượng cho “{ $part }”
emoji-found = { $count ->
    [0] Không có biểu tượng nào tên như vậy
   *[other] { $count } biểu tượng
}
emoji-go = Tìm
emoji-help = Chữ giữa hai dấu hai chấm sẽ thành biểu tượng khi gửi tin nhắn.
emoji-recent = Mới dùng gần đây
emoji-search = Tìm biểu tượng, bằng tiếng Việt hoặc tiếng Anh
emoji-title = Biểu tượng cảm xúc và mã
format-bb = Mã diễn đàn (BB code)
format-block = Khối mã
format-bold = Đậm
format-code = Mã trong dòng
format-emoji = Biểu tượng cảm xúc
format-italic = Nghiêng
format-language = Ngôn ngữ của đoạn mã
format-link = Liên kết
format-list = Danh sách
format-numbers = Danh sách đánh số
format-quote = Trích dẫn
format-strike = Gạch ngang
formatting-help = Mỗi mục gồm chữ bạn gõ, rồi đến cách hiển thị. Tất cả đều gõ được; dấu cộng cạnh ô soạn tin có nút cho từng kiểu.
formatting-how = Cách định dạng
formatting-more = Mọi biểu tượng và mã của chúng:
formatting-one = bản in thử đầu
formatting-title = Định dạng
formatting-two = bản in thử sau
preview = Xem trước

# Chats: lists, history, composer, groups.

chats = Trò chuyện
chats-recent = Gần đây
chats-more = Các cuộc trò chuyện cũ hơn
chats-choose = Chọn một cuộc trò chuyện
chats-choose-text = Hoặc bắt đầu: với một đồng nghiệp, với nhiều người, hay với chính bạn.

chat-new = Trò chuyện mới
chat-back = Về danh sách
chat-general = Tất cả mọi người
chat-general-about = Cả công ty ở trong này
chat-notes = Ghi chú cho mình
chat-notes-about = Chỉ bạn thấy
chat-people = { $count } người
chat-members = Những người trong cuộc trò chuyện
chat-menu = Thêm cho cuộc trò chuyện này
chat-pin = Giữ ở trên cùng
chat-unpin = Thôi giữ ở trên cùng
chat-mute = Tắt tiếng
chat-unmute = Bật tiếng
chat-mark-unread = Đánh dấu chưa đọc
chat-hide = Ẩn đến khi có tin mới
chat-is-pinned = giữ ở trên cùng
chat-is-muted = đã tắt tiếng
chat-older = Tin nhắn trước đó
chat-later = Tin nhắn sau đó
chat-new-messages = Tin nhắn mới
chat-to-newest = Đến tin nhắn mới nhất
chat-newer = { $count } tin nhắn mới hơn
chat-since = Những gì đến từ khi tải trang này
chat-empty = Ở đây chưa ai nói gì
chat-empty-text = Mọi người trong cuộc trò chuyện đều thấy những gì bạn viết.
chat-empty-notes = Những gì bạn viết ở đây chỉ mình bạn thấy.
chat-log-label = Tin nhắn trong { $title }

preview-own = Bạn: { $text }
preview-of = { $author }: { $text }

message-send = Gửi
message-write-to = Viết cho { $title }
message-empty = Chưa có gì để gửi. Hãy viết trước đã.
message-too-long = Dài quá { $count } ký tự. Hãy rút ngắn, hoặc gửi thành nhiều tin.
message-not-sent = Tin chưa gửi được. Nó vẫn ở đây: hãy gửi lại.
message-not-member = Bạn không còn trong cuộc trò chuyện này nên tin không được gửi. Hãy chép lại để giữ.
message-your-text = Nội dung của bạn

somebody = Ai đó
line-unknown = Có chuyện xảy ra ở đây mà phiên bản này chưa biết
line-made = { $author } đã lập nhóm này
line-added = { $author } đã thêm { $users }
line-removed = { $author } đã đưa { $user } ra khỏi nhóm
line-left = { $author } đã rời nhóm
line-named = { $author } đã đặt tên nhóm là “{ $name }”
line-owned = Từ nay { $user } phụ trách nhóm này
line-promoted = { $author } đã cử { $user } làm quản trị viên của nhóm
line-demoted = { $user } không còn là quản trị viên của nhóm

new-title = Trò chuyện mới
new-person = Với một người
new-person-help = Mở cuộc trò chuyện riêng của hai người.
new-group = Với nhiều người
new-group-help = Bạn phụ trách nhóm: đặt tên, thêm và bớt người.
new-group-name = Tên nhóm
new-group-people = Người
new-group-make = Lập nhóm
new-notes = Ghi chú cho mình
new-find = Tìm người
new-find-label = Một phần của tên
new-nobody = Không có ai tên như vậy.
new-alone = Hiện chỉ có mình bạn. Hãy mời đồng nghiệp trước.

members-title = Những người trong { $title }
members-owner = phụ trách nhóm
members-administrator = quản trị viên
members-you = bạn
members-rename = Tên
members-add = Thêm người
members-add-go = Thêm
members-remove = Đưa ra khỏi nhóm
members-promote = Cử làm quản trị viên
members-demote = Thôi làm quản trị viên
members-hand-over = Giao nhóm lại
members-leave = Rời nhóm
members-leave-help = Những gì đã nói vẫn ở lại với mọi người. Nếu bạn phụ trách nhóm, quản trị viên ở nhóm lâu nhất sẽ thay bạn, không có thì thành viên lâu nhất.
members-next = Tiếp
members-write = Viết cho { $name }
members-nobody-chosen = Chưa chọn ai. Hãy đánh dấu ít nhất một người.

# Settings: chats, profile, sign-in.

settings = Cài đặt
settings-all = Tất cả cài đặt
settings-company = Công ty
settings-saved = Đã lưu.

settings-chat = Cài đặt trò chuyện
settings-chat-about = Phím, giao diện, âm thanh
settings-chat-help = Theo bạn đến mọi thiết bị
settings-writing = Soạn tin
send-key = Gửi tin nhắn bằng
send-key-enter = Enter
send-key-enter-help = Shift + Enter để xuống dòng
send-key-ctrl = Ctrl + Enter, hoặc ⌘ + Enter
send-key-ctrl-help = Enter để xuống dòng
send-key-composing = Khi bộ gõ còn đang ghép chữ, như Telex hay VNI, Enter không bao giờ gửi tin.
settings-look = Giao diện
theme = Chủ đề màu
theme-device = Theo thiết bị
theme-light = Sáng
theme-dark = Tối
density = Khoảng cách dòng
density-airy = Thoáng
density-compact = Gọn
settings-sounds = Âm thanh
settings-sounds-help = Khi mở nhiều trang, chỉ một trang phát âm thanh.
sound-message = Tin nhắn mới
sound-message-help = Trong các cuộc trò chuyện không bị tắt tiếng
settings-plain = Khi không có JavaScript
settings-plain-help = Dành cho trình duyệt văn bản và máy rất nhỏ.
refresh = Xem tin mới mỗi
refresh-seconds = { $count } giây
refresh-never = Chỉ khi tôi yêu cầu

settings-profile = Hồ sơ
settings-profile-about = Tên, ảnh
settings-profile-help = Điều đồng nghiệp thấy về bạn
profile-name = Tên
profile-name-help = Tên này hiện cả bên những gì bạn đã viết trước đây.
picture = Ảnh
picture-about = Nếu không có ảnh, chữ cái đầu của tên sẽ hiện.
picture-choose = Ảnh của bạn
picture-help = PNG, JPEG, WebP hoặc GIF, tối đa 8 MB. Phần giữa được cắt thành hình vuông; thông tin về nơi chụp và máy ảnh không được giữ lại.
picture-go = Dùng ảnh này
picture-remove-h = Không dùng ảnh
picture-remove = Bỏ ảnh
picture-remove-help = Chữ cái đầu của tên sẽ hiện lại.
picture-none = Chưa chọn tệp nào. Hãy chọn một ảnh trước.
picture-too-large = Tệp này lớn hơn 8 MB. Hãy chọn tệp nhỏ hơn.
picture-too-many-pixels = Ảnh này có quá nhiều điểm ảnh. Hãy chọn ảnh có mỗi cạnh tối đa 12.000 điểm.
picture-unreadable = Không đọc được tệp này như một ảnh. Hãy chọn tệp PNG, JPEG, WebP hoặc GIF.

settings-sign-in = Đăng nhập
settings-sign-in-about = Mật khẩu, xác minh bước hai
settings-sign-in-help = Bạn đăng nhập thế nào và ở đâu
sessions = Nơi bạn đang đăng nhập
sessions-help = Có thiết bị bạn không nhận ra? Hãy đăng xuất nó, rồi đổi mật khẩu.
sessions-end-others = Đăng xuất ở mọi nơi khác
session-here = Thiết bị này
session-now = bây giờ
device-on = { $browser } trên { $system }
device-unknown = Thiết bị không rõ
password-change = Đổi mật khẩu
password-change-help = Mọi thiết bị khác của bạn sẽ bị đăng xuất.
password-changed = Mật khẩu đã đổi. Các thiết bị khác của bạn đã bị đăng xuất.
settings-choose = Chọn mục cần đặt

second-factor = Xác minh bước hai
second-factor-help = Sau mật khẩu, bạn được hỏi thêm một mã từ ứng dụng trên điện thoại
second-factor-on = Đang bật
second-factor-since = từ { $date }
second-factor-off = Đã tắt xác minh bước hai. Giờ chỉ cần mật khẩu là đăng nhập được.
second-factor-kept = Công ty bạn yêu cầu mọi người dùng xác minh bước hai, nên không tắt được.
second-factor-asked = Công ty bạn yêu cầu mọi người dùng. Chỉ mất hai phút, rồi bạn có thể tiếp tục.
second-factor-turn-on = Bật
second-factor-turn-off = Tắt
second-factor-what = Cách hoạt động
second-factor-what-text = Bạn đăng nhập bằng mật khẩu và một mã gồm sáu chữ số. Ứng dụng xác thực trên điện thoại hiện mã ấy. Ai biết mật khẩu của bạn cũng không vào được nếu không có điện thoại của bạn. Hãy chuẩn bị một ứng dụng như thế: ứng dụng nào cũng được.
second-factor-begin = Bắt đầu
second-factor-scan = 1. Thêm vào ứng dụng
second-factor-scan-help = Trong ứng dụng xác thực, hãy thêm một tài khoản và quét hình này.
second-factor-picture = Mã QR cho ứng dụng xác thực. Khóa bên dưới cũng có nội dung như vậy.
second-factor-secret = Hoặc gõ khóa này vào ứng dụng
second-factor-secret-help = Theo thời gian, sáu chữ số. Dấu cách không tính. Đừng cho ai xem hình và khóa này.
second-factor-confirm = 2. Thử xem đã được chưa
second-factor-confirm-help = Từ lúc đó, mỗi lần đăng nhập bạn sẽ được hỏi một mã.
recovery-left = { $count ->
        [0] Không còn mã khôi phục nào.
       *[other] Còn { $count } mã khôi phục.
    }
recovery-renew = Tạo mã khôi phục mới
recovery-renew-help = Các mã cũ sẽ không còn dùng được.
recovery-made = Xác minh bước hai đang bật, và đây là các mã khôi phục của bạn.
recovery-made-help = Chúng chỉ hiện một lần này.
recovery-write-down = Hãy cất kỹ
recovery-write-down-help = Khi không có điện thoại, một mã sẽ cho bạn vào. Mỗi mã dùng được một lần. Hãy in ra hoặc ghi lại, và đừng giữ chúng trong điện thoại.
recovery-done = Tôi đã giữ các mã
recovery-file = Lưu thành tệp văn bản

settings-contact = Điện thoại và sinh nhật
settings-contact-help = Đồng nghiệp thấy ở trang của bạn, và tìm được bạn bằng số điện thoại.

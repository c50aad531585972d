# Invitations, links for a new password, and accepting an invitation.

invitations = Lời mời
invitations-about = Liên kết tạo tài khoản
invitations-help = Liên kết tạo tài khoản cho những người bạn gửi đến
invitation-new = Liên kết mới
invitation-new-help = Gửi cho một người, hoặc cho cả nhóm. Ai mở liên kết cũng tạo được tài khoản, cho đến khi hết lượt hoặc hết ngày.
invitation-uses = Số tài khoản
invitation-uses-help = Bao nhiêu người được dùng.
invitation-uses-wrong = Hãy viết một số từ 1 đến 1000.
invitation-days = Số ngày
invitation-days-help = Liên kết có hiệu lực bao lâu.
invitation-days-wrong = Hãy viết một số từ 1 đến 90.
invitation-go = Tạo liên kết
invitation-made = { $count ->
    [1] Đây là liên kết. Liên kết chỉ hiện một lần.
   *[other] Đây là { $count } liên kết. Các liên kết chỉ hiện một lần.
}
invitation-link = Liên kết mời
invitation-made-help = Hãy chép ngay và gửi bằng cách mà bạn tin cậy. Nếu bị mất, hãy thu hồi và tạo liên kết khác.
invitation-again = Biểu mẫu này đã được gửi trước đó: các liên kết đã được tạo và chỉ hiện một lần. Chúng nằm trong danh sách.
invitation-list = Liên kết đã tạo
invitation-list-help = Bản thân liên kết không được lưu lại. Thu hồi một liên kết không làm mất các tài khoản đã tạo.
invitation-none = Chưa có liên kết nào. Liên kết bạn tạo sẽ nằm ở đây, không kèm phần bí mật.
invitation-uses-made = Đã dùng { $made } trên { $allowed }
invitation-open = Còn mở
invitation-used = Đã dùng hết
invitation-expired = Hết hạn
invitation-revoked = Đã thu hồi
invitation-suspended = Người tạo hiện không được mời ai
invitation-made-by = { $name }, { $when }
invitation-made-on-server = Tạo trên máy chủ, { $when }
invitation-until = đến { $when }
invitation-revoke = Thu hồi
invitation-older = Liên kết cũ hơn

role-administrator = Quản trị viên
reset-link = Liên kết đặt lại mật khẩu
reset-link-make = Tạo liên kết đặt lại
reset-link-made = Đây là liên kết đặt lại mật khẩu cho { $name }. Liên kết chỉ hiện một lần.
reset-link-made-help = Liên kết dùng được một lần, trong 24 giờ. Các liên kết trước của người này không còn hiệu lực. Khi được dùng, người này bị đăng xuất ở mọi nơi.

join-title = Tham gia { $company }
join-help = Đồng nghiệp sẽ thấy tên của bạn. Bạn có thể đổi sau.
join-go = Tạo tài khoản của tôi
join-have-account = Tôi đã có tài khoản
join-email-taken = Địa chỉ này đã có tài khoản ở đây. Hãy đăng nhập bằng địa chỉ đó, hoặc viết một địa chỉ khác.
join-void-title = Lời mời này không mở được gì
join-void-text = Liên kết đã hết lượt hoặc hết ngày, đã bị thu hồi, hoặc bị thiếu một phần. Hãy xin người đã gửi cho bạn một liên kết khác.
join-inside-title = Bạn đã ở trong rồi
join-inside-text = Liên kết vẫn dùng được: nó tạo tài khoản cho người chưa có. Bạn đang đăng nhập với tên { $name }.

invitation-emails = Địa chỉ
invitation-emails-help = Mỗi địa chỉ được một liên kết, chỉ dùng được với địa chỉ ấy. Nếu để trống, một liên kết chung được tạo cho bất kỳ ai nhận nó.
invitation-emails-wrong = Không phải địa chỉ e-mail: { $emails }. Ví dụ: lan@harbour.example.
invitation-emails-many = Mỗi lần nhiều nhất { $most } địa chỉ. Hãy mời những người còn lại sau.
invitation-emails-taken = Đã có tài khoản: { $emails }. Hãy bỏ ra.
invitation-role = Họ vào với vai trò
invitation-department = Phòng ban
invitation-department-help = Đường dẫn của phòng ban, ví dụ Kinh doanh/Miền Bắc. Để trống: toàn công ty. Khách không thuộc phòng ban nào.
invitation-department-own = Bạn chỉ mời được vào công ty và các phòng ban của mình. Hãy để trống, hoặc nhờ quản trị viên mời vào phòng ban này.
department-missing = Không có phòng ban này. Hãy viết đường dẫn, ví dụ Kinh doanh/Miền Bắc.
department-missing-closest = Không có phòng ban này. Gần giống nhất: { $closest }.
invitation-domains = Tên miền tin cậy
invitation-domains-help = Chỉ địa chỉ thuộc các tên miền này được vào: harbour.example press.example. Để trống: tất cả.
invitation-domains-wrong = Chỉ viết tên miền, ví dụ harbour.example, cách nhau bằng dấu cách. Nhiều nhất 20.
invitation-approval = Quản trị viên duyệt từng người
invitation-approval-short = cần duyệt
join-approval = Sau đó quản trị viên sẽ duyệt cho bạn vào.
join-domains = Địa chỉ phải thuộc: { $domains }
join-not-for-address = Lời mời này không dành cho địa chỉ đó. Hãy viết địa chỉ đã nhận lời mời.
join-waits-title = Tài khoản của bạn đang chờ duyệt
join-waits-text = Quản trị viên sẽ cho bạn vào. Sau đó hãy đăng nhập bằng địa chỉ và mật khẩu bạn vừa chọn.
role-employee = Nhân viên
role-guest = Khách

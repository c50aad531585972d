# The door: set-up, sign-in, new passwords; and what is wrong with what was typed there.

field-too-short = Mới có { $count } ký tự. Hãy thêm ít nhất { $more } ký tự nữa.
field-not-an-address = Địa chỉ e-mail gồm tên, dấu @ và tên miền, ví dụ ten@congty.example.
zone-choice = { $city }, { $time }

email = Địa chỉ e-mail
email-help = Bạn đăng nhập bằng địa chỉ này. Lúc này chưa có thư nào được gửi tới đó.
password = Mật khẩu
password-new = Mật khẩu mới
password-help = Ít nhất 12 ký tự. Một câu ngắn thì dễ nhớ.
password-current = Mật khẩu hiện tại
password-not-yours = Đây không phải mật khẩu của bạn. Hãy viết mật khẩu bạn dùng để đăng nhập.
your-name = Tên của bạn
company-name = Tên công ty
country = Quốc gia, cho số điện thoại
time-zone = Múi giờ

unset-title = Hallway chưa được thiết lập
unset-text = Quản trị viên đầu tiên mở địa chỉ thiết lập, sau đó mọi người mới vào được.
unset-where = Địa chỉ ấy đã được in ra ở nơi khởi động Hallway: trong cửa sổ dòng lệnh đó, hoặc trong nhật ký của dịch vụ.

gone-to-start = Về trang đầu

set-up-title = Thiết lập Hallway
set-up-help = Chỉ một lần, khoảng hai phút.
set-up-company = Công ty
set-up-company-help = Điều mọi người nhìn thấy, và cách viết ngày giờ cho đến khi từng người chọn khác đi.
set-up-administrator = Quản trị viên đầu tiên
set-up-administrator-help = Chính là bạn. Bạn có thể mời những người khác.
set-up-go = Lập công ty
set-up-next = Tiếp theo: mời mọi người.
set-up-stranger-title = Đây không phải là địa chỉ thiết lập
set-up-stranger-text = Hãy chép trọn địa chỉ đã được in ra ở nơi khởi động Hallway, từ http đến chữ cuối cùng. Mỗi lần khởi động sẽ in một địa chỉ mới.

sign-in = Đăng nhập
sign-in-to = vào { $company }
sign-in-keep = Giữ tôi đăng nhập trên thiết bị này
sign-in-wrong = Địa chỉ e-mail và mật khẩu này không khớp với nhau.
sign-in-wrong-help = Hãy thử lại, hoặc xin quản trị viên một liên kết đặt lại mật khẩu.
sign-in-lost = Tôi không đăng nhập được
sign-in-lost-help = Quản trị viên có thể tạo cho bạn một liên kết đặt lại mật khẩu: hãy hỏi trực tiếp hoặc gọi điện. Bạn mới đến? Hãy mở liên kết mời mà bạn được nhận; tài khoản của bạn được tạo ở đó.
sign-out = Đăng xuất

reset-title = Chọn mật khẩu mới
reset-for = cho { $name }
reset-go = Lưu và đăng nhập
reset-help = Bạn sẽ bị đăng xuất ở mọi nơi khác.
reset-gone-title = Liên kết này không mở được gì
reset-gone-text = Liên kết đặt lại mật khẩu chỉ dùng được một lần, trong 24 giờ, và chỉ liên kết mới nhất có hiệu lực. Hãy xin quản trị viên một liên kết khác.

confirm-title = Xác nhận bằng mật khẩu
confirm-help = Việc bạn sắp làm cần mật khẩu của bạn
confirm-lasts = Trong 15 phút tới, bạn sẽ không bị hỏi lại trên trình duyệt này.
confirm-go = Xác nhận và tiếp tục
confirm-too-many = Sai mật khẩu quá nhiều lần. Hãy thử lại sau { $count } phút; những gì bạn đã yêu cầu vẫn còn.

life-last-administrator = Đây là quản trị viên cuối cùng, mà công ty luôn cần có người quản trị. Hãy đưa người khác lên làm quản trị viên trước.
life-oneself = Không ai tự đổi điều này cho mình. Một quản trị viên khác có thể làm.
life-active = Người này đã đang hoạt động.
life-invited = Người này chưa chọn mật khẩu.
life-pending = Người này còn chờ duyệt. Hãy duyệt hoặc từ chối trước.
life-dismissed = Người này đã nghỉ việc. Hãy nhận lại trước.
sign-in-waiting = Tài khoản của bạn đang chờ được duyệt.
sign-in-waiting-help = Quản trị viên sẽ xem. Hãy thử lại sau, hoặc hỏi một quản trị viên.
sign-in-late = Mã đến quá muộn, hoặc đã sai năm lần.
sign-in-late-help = Hãy bắt đầu lại với mật khẩu của bạn.

code = Mã trong ứng dụng
code-help = Sáu chữ số; cứ 30 giây có một mã mới.
code-wrong = Đây không phải mã lúc này, hoặc mã đã được dùng rồi. Hãy đợi mã tiếp theo trong ứng dụng và viết vào đây.
code-title = Thêm một bước
code-title-help = để biết đúng là bạn
code-back = Trở lại phần mật khẩu
recovery-code = Mã khôi phục
recovery-codes = Mã khôi phục
recovery-instead = Tôi không có điện thoại ở đây
recovery-help = Một trong mười mã bạn đã ghi lại: ba nhóm, mỗi nhóm bốn ký tự. Không còn mã nào? Người vận hành máy chủ có thể tắt xác minh bước hai cho bạn.
recovery-wrong = Không có mã chưa dùng nào của bạn như thế này. Hãy xem có thiếu ký tự nào không, hoặc lấy một mã khác.
recovery-go = Đăng nhập bằng mã này

birthday = Sinh nhật
birth-day = Ngày
birth-month = Tháng
birthday-help = Chỉ ngày và tháng. Để trống cả hai nếu muốn giữ riêng.
inner-number = Số nội bộ
desk-phone = Điện thoại bàn
mobile-phone = Điện thoại di động
session-now = bây giờ

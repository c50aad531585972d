# The administration: people, the company, the audit log, the system.

admin = Quản trị
admin-about = Mọi người, công ty, nhật ký
admin-help = Những gì bạn thay đổi ở đây được ghi vào nhật ký
admin-people = Mọi người
admin-company = Công ty
admin-audit = Nhật ký
admin-system = Hệ thống
admin-invite = Mời

admin-everybody = Tất cả
admin-everybody-link = Xem tất cả
admin-any-role = Mọi vai trò
admin-find = Tìm
admin-find-label = Tên, e-mail, điện thoại hoặc phòng ban
admin-name = Tên
admin-department = Phòng ban
admin-departments-more = { $name } và { $more } nơi nữa
admin-department-was = trước ở { $path }
admin-role = Vai trò
admin-state = Trạng thái
admin-seen = Lần cuối có mặt
admin-presence = Có mặt
admin-seen-never = Chưa lần nào
admin-seen-hidden = Đã ẩn
admin-asked = Xin vào { $when }
admin-invited = Được mời { $when }
admin-since = từ { $when }
admin-choose = Chọn { $name }
admin-change = Sửa
admin-pages = Trang
admin-next = Tiếp
admin-nobody = Không có ai như vậy
admin-nobody-help = Hãy tìm với ít từ hơn, hoặc ở mọi trạng thái và vai trò.

state-active = Đang hoạt động
state-invited = Đã mời
admin-all = Tất cả
admin-none = Bỏ
admin-all-more = trên trang này được chọn
state-pending = Chờ duyệt
state-pending-short = Chờ duyệt
state-dismissed = Đã nghỉ việc
state-leave = Đang nghỉ phép

admin-known = Thông tin
admin-known-help = Đồng nghiệp thấy và tìm người này bằng những thông tin này.
admin-email-help = Từ đó người này đăng nhập bằng địa chỉ này.
admin-email-taken = Người khác đã có địa chỉ này. Hãy viết một địa chỉ khác.
admin-role-help = Nhân viên thấy cả công ty. Khách chỉ thấy những người có chung cuộc trò chuyện. Quản trị viên làm được mọi việc ở đây.
admin-role-go = Đổi vai trò
admin-sessions = Nơi người này đang đăng nhập
admin-sessions-help = Khi bạn kết thúc một phiên, các trang của phiên ấy đóng ngay.
admin-sessions-none = Lúc này không ở đâu cả.
admin-reset-help = Liên kết cho phép người này chọn mật khẩu mới. Hãy trao tận tay hoặc bằng cách mà bạn tin cậy: ai mở liên kết thì trở thành người đó.
admin-factor-help = Dành cho khi mất điện thoại. Sau đó người này chỉ cần mật khẩu để đăng nhập, và có thể thiết lập lại.
admin-dismiss-help = Người này bị đăng xuất và rời mọi nhóm. Những gì họ đã viết vẫn còn.
admin-dismiss-look = Xem điều gì sẽ xảy ra
admin-rehire = Nhận lại
admin-rehire-help = Người này lại làm việc ở đây, là nhân viên hoặc khách như trước, và có một liên kết để chọn mật khẩu.
admin-waits = Cho người này vào?
admin-waits-help = Người này vào bằng một liên kết cần được duyệt. Nếu bạn từ chối, tài khoản sẽ mất.
admin-refuse = Từ chối
admin-done-role = Vai trò đã đổi.
admin-done-sessions = Các phiên đã kết thúc.
admin-done-factor = Đã tắt xác minh bước hai.
admin-done-dismissed = Người này đã nghỉ việc.
admin-done-approved = Người này đã vào.
admin-done-refused = Tài khoản đã bị xóa.
admin-done-rehired = Người này lại làm việc ở đây. Phòng ban, chức danh và cương vị cần đặt lại.

deed-choose = Với những người đã chọn…
deed-choose-label = Với những người đã chọn
deed-go = Tiếp tục
deed-none = Chưa chọn việc cần làm. Hãy chọn trong danh sách.
deed-nobody-waits = Không ai trong số này đang chờ duyệt.
deed-nobody = Chưa chọn ai. Hãy đánh dấu những người cần đổi trước.
deed-each = Từng người
deed-summary = Đã xong { $done } trên { $all }.
deed-so-already = Trước đó đã như vậy.
deed-department-help = Đường dẫn, ví dụ Kinh doanh/Miền Bắc. Tên công ty là cấp cao nhất.
deed-employee = Đổi thành nhân viên
deed-employee-ask = Đổi { $count } người này thành nhân viên?
deed-employee-help = Họ thấy cả công ty, và ở trong cuộc trò chuyện với mọi người.
deed-employee-done = Bây giờ là nhân viên.
deed-administrator = Đưa lên làm quản trị viên
deed-administrator-ask = Đưa { $count } người này lên làm quản trị viên?
deed-administrator-help = Họ làm được mọi việc trong mục Quản trị.
deed-administrator-done = Bây giờ là quản trị viên.
deed-guest = Đổi thành khách
deed-guest-ask = Đổi { $count } người này thành khách?
deed-guest-help = Họ chỉ thấy những người có chung cuộc trò chuyện, và không ở phòng ban nào. Họ vẫn ở trong những nhóm mà họ được thêm vào.
deed-guest-done = Bây giờ là khách.
deed-approve = Duyệt
deed-approve-ask = Cho { $count } người này vào?
deed-approve-help = Họ đăng nhập được ngay.
deed-approve-done = Đã vào.
deed-move = Chuyển phòng ban
deed-move-ask = Chuyển { $count } người này?
deed-move-help = Đó sẽ là phòng ban chính của họ. Các phòng ban khác của họ vẫn giữ nguyên.
deed-move-done = Đã chuyển.
deed-sessions = Kết thúc mọi phiên
deed-sessions-ask = Đăng xuất { $count } người này ở mọi nơi?
deed-sessions-help = Các trang của họ đóng ngay. Họ có thể đăng nhập lại.
deed-sessions-done = Đã đăng xuất ở mọi nơi.
deed-dismiss = Cho nghỉ việc
deed-dismiss-ask = Cho { $count } người này nghỉ việc?
deed-dismiss-help = Họ bị đăng xuất ngay và rời mọi nhóm. Nhóm của họ được giao cho quản trị viên đầu tiên của nhóm, nếu không có thì cho người ở lâu nhất. Những gì họ đã viết vẫn còn.
deed-dismiss-done = Đã nghỉ việc.

dismiss-ask = Cho { $name } nghỉ việc?
dismiss-signed-out = Bị đăng xuất ở mọi nơi ngay lập tức, và không đăng nhập được nữa.
dismiss-groups = Rời mọi nhóm và cuộc trò chuyện với mọi người. Mỗi nhóm đều được báo.
dismiss-departments = Không còn ở phòng ban nào, và không còn trong danh sách nào.
dismiss-stays = Những gì đã viết vẫn còn, và vẫn đọc được các cuộc trò chuyện riêng. Không ai viết cho người này nữa.
dismiss-heads = Phòng ban do người này phụ trách
dismiss-no-head = từ đó không có trưởng phòng
dismiss-owned = Các nhóm của người này
dismiss-heir = giao cho { $name }
dismiss-no-heir = không còn ai khác trong nhóm

company-may = Ai được làm gì
company-posting = Viết cho mọi người
company-edit = Sửa tin nhắn của chính mình
company-edit-help = Trong bao lâu sau khi gửi. Nội dung trước khi sửa vẫn đọc được.
edit-never = Không được sửa
edit-for-ever = Bất cứ lúc nào
edit-minutes = { $count } phút
edit-hours = { $count } giờ
company-inviting = Mời người mới
circle-everybody = Mọi người
circle-administrators = Quản trị viên
company-sign-in = Đăng nhập
company-second-factor = Yêu cầu mọi người dùng xác minh bước hai
company-second-factor-help = Ngoài mật khẩu, cần thêm một mã từ ứng dụng trên điện thoại

audit-who = Ai
audit-act = Việc gì
audit-to-whom = Đối với ai
audit-from = Từ ngày
audit-until = Đến ngày
audit-when = Khi nào
audit-what = Điều đã xảy ra
audit-where = Từ đâu
audit-detail = Chi tiết
audit-any = Mọi việc
audit-all = Tất cả
audit-older = Cũ hơn
audit-export = Lưu thành CSV
audit-none = Không có việc nào như vậy
audit-none-help = Nhật ký ghi những gì được làm với mọi người, công ty và cơ cấu của công ty.
audit-day-wrong = Ngày được viết như 2026-11-24.
audit-person-unknown = Không tìm thấy ai. Hãy viết một phần của tên, hoặc trọn địa chỉ e-mail.
audit-person-several = Tìm thấy nhiều người: { $addresses }. Hãy viết trọn địa chỉ của một người.
audit-command-line = Dòng lệnh
audit-nobody = Một người chưa đăng nhập
audit-something = một thứ

audit-signed-in = { $actor } đã đăng nhập
audit-sign-in-refused = { $actor } đã gõ sai mật khẩu của { $subject }
audit-company-founded = { $actor } đã lập công ty
audit-company-changed = { $actor } đã đổi cài đặt của công ty
audit-invitation-made = { $actor } đã tạo một lời mời
audit-invitation-revoked = { $actor } đã thu hồi một lời mời
audit-user-joined = { $subject } đã tham gia
audit-user-made = { $actor } đã tạo tài khoản cho { $subject }
audit-user-changed = { $actor } đã đổi thông tin của { $subject }
audit-user-approved = { $actor } đã cho { $subject } vào
audit-user-refused = { $actor } đã không cho { $subject } vào
audit-role-changed = { $actor } đã đổi vai trò của { $subject }
audit-role-employee = { $actor } đã đổi { $subject } thành nhân viên
audit-role-guest = { $actor } đã đổi { $subject } thành khách
audit-role-administrator = { $actor } đã đưa { $subject } lên làm quản trị viên
audit-user-dismissed = { $actor } đã cho { $subject } nghỉ việc
audit-user-rehired = { $actor } đã nhận lại { $subject }
audit-positions-changed = { $actor } đã đổi nơi làm việc của { $subject }
audit-sessions-ended = { $actor } đã đăng xuất { $subject }
audit-reset-made = { $actor } đã tạo liên kết đặt lại mật khẩu cho { $subject }
audit-password-changed = { $actor } đã đặt mật khẩu mới cho { $subject }
audit-second-factor-on = { $actor } đã bật xác minh bước hai của { $subject }
audit-second-factor-off = { $actor } đã tắt xác minh bước hai của { $subject }
audit-recovery-used = { $actor } đã dùng một mã khôi phục
audit-recovery-made = { $actor } đã tạo mã khôi phục mới
audit-department-made = { $actor } đã tạo phòng ban { $subject }
audit-department-renamed = { $actor } đã đổi tên phòng ban { $subject }
audit-department-moved = { $actor } đã chuyển phòng ban { $subject }
audit-department-removed = { $actor } đã xóa phòng ban { $subject }
audit-import-run = { $actor } đã nhập danh sách { $subject }
audit-exported = { $actor } đã xuất danh sách người
audit-exported-audit = { $actor } đã xuất nhật ký này

act-signed-in = Đăng nhập
act-sign-in-refused = Sai mật khẩu
act-company-founded = Lập công ty
act-company-changed = Đổi cài đặt công ty
act-invitation-made = Tạo lời mời
act-invitation-revoked = Thu hồi lời mời
act-user-joined = Có người tham gia
act-user-made = Tạo tài khoản
act-user-changed = Đổi thông tin người
act-user-approved = Duyệt người
act-user-refused = Từ chối người
act-role-changed = Đổi vai trò
act-user-dismissed = Cho nghỉ việc
act-user-rehired = Nhận lại
act-positions-changed = Phòng ban của người
act-sessions-ended = Kết thúc phiên
act-reset-made = Tạo liên kết đặt lại
act-password-changed = Đổi mật khẩu
act-second-factor-on = Bật xác minh bước hai
act-second-factor-off = Tắt xác minh bước hai
act-recovery-used = Dùng mã khôi phục
act-recovery-made = Mã khôi phục mới
act-department-made = Tạo phòng ban
act-department-renamed = Đổi tên phòng ban
act-department-moved = Chuyển phòng ban
act-department-removed = Xóa phòng ban
act-import-run = Nhập danh sách
act-exported = Xuất dữ liệu

system-version = Phiên bản
system-up = Đã chạy
system-up-since = từ { $when }
system-minutes = { $count } phút
system-hours = { $count } giờ
system-days = { $count } ngày
system-database = Cơ sở dữ liệu
system-files = Tệp
system-files-count = số tệp: { $count }
system-backup = Bản sao lưu cuối
system-backup-none = Chưa có
system-backup-help = Trên máy chủ: hallway backup FILE.tar.gz
system-sockets = Trang đang mở
system-sockets-help = vào lúc này
system-people = Mọi người
system-people-of = { $state }: { $count }
system-memory = Bộ nhớ
system-unknown = Không rõ
system-bytes = { $count } byte

admin-import = Nhập danh sách
import-help = Danh sách người từ bảng tính hoặc chương trình khác: người mới được tạo tài khoản, người đã có thì được cập nhật. Bạn xem trước điều sẽ xảy ra.
import-file = Danh sách
import-file-help = Tệp CSV mã UTF-8, nhiều nhất 20.000 dòng. Dòng đầu nêu tên các cột như tệp mẫu hoặc trang này; địa chỉ e-mail cho biết dòng ấy là của ai. Ô trống không thay đổi gì.
import-template = Tệp mẫu
import-make = Tạo phòng ban chưa có
import-make-help = Theo đường dẫn, ví dụ Kinh doanh/Miền Bắc.
import-look = Xem trước
import-export = Xuất
import-export-help = Mọi người thành một danh sách cùng dạng.
import-export-go = Lưu mọi người thành danh sách
import-before = Các danh sách trước
import-rows = { $count ->
   *[other] { $count } dòng
}
import-stuck = bị gián đoạn
import-checking = đang xem
import-checked = đã xem
import-running = đang nhập
import-done = đã nhập
import-checking-rows = Đang xem danh sách: { $done } trên { $all } dòng.
import-running-rows = Đang nhập danh sách: { $done } trên { $all } dòng.
import-nothing-yet = Chưa ghi gì cả.
import-would-new = { $count ->
   *[other] { $count } người sẽ được thêm.
}
import-would-change = { $count ->
   *[other] { $count } người sẽ thay đổi.
}
import-would-same = { $count ->
   *[other] { $count } người giữ nguyên.
}
import-would-leave = { $count ->
   *[other] { $count } dòng bị bỏ lại cho đến khi được sửa; sau đó có thể nhập lại danh sách, không có gì xảy ra hai lần.
}
import-done-title = Danh sách đã được nhập.
import-did-new = { $count ->
   *[other] { $count } người mới.
}
import-did-change = { $count ->
   *[other] { $count } người đã thay đổi.
}
import-go = { $count ->
   *[other] Nhập { $count } dòng
}
import-go-on = Tiếp tục
import-links = { $count ->
   *[other] Lưu liên kết cho { $count } người
}
import-links-help = Người mới chọn mật khẩu bằng liên kết riêng, có hiệu lực 24 giờ. Hãy lưu thành danh sách và gửi cho từng người; các liên kết đã lưu trước đó không còn dùng được.
import-save-left = { $count ->
   *[other] Lưu { $count } dòng bị bỏ lại
}
import-forget = Bỏ danh sách này
import-which = Những dòng nào
import-all = Tất cả
import-new = Mới
import-changed = Thay đổi
import-same = Giữ nguyên
import-left-out = Bỏ lại
import-row = Dòng
import-would-be = Sẽ là
import-became = Kết quả
import-why = Vì sao
import-nothing = Không có gì thay đổi
column-name = Họ tên
column-email = E-mail
column-department = Phòng ban
column-title = Chức danh
column-standing = Cương vị
column-role = Vai trò
column-inner-number = Số nội bộ
column-desk-phone = Điện thoại bàn
column-mobile-phone = Điện thoại di động
column-birthday = Sinh nhật
import-no-file = Chưa chọn tệp nào.
import-too-large = Tệp lớn hơn 10 MB. Hãy chia thành hai danh sách.
import-not-text = Tệp không phải văn bản UTF-8. Trong bảng tính, hãy lưu thành CSV UTF-8.
import-empty = Danh sách không có dòng nào sau dòng đầu.
import-unknown-column = Dòng đầu có “{ $name }”, nhưng không có cột như vậy. Tệp mẫu có đủ các cột.
import-twice-column = Dòng đầu nêu “{ $name }” hai lần.
import-missing-column = Dòng đầu thiếu cột “{ $name }”. Tệp mẫu có đủ các cột.
import-open-quote = Dấu ngoặc kép mở ở dòng { $line } chưa được đóng, hoặc có chữ liền sau. Bên trong ngoặc kép, hãy viết dấu ấy hai lần.
import-too-many = Danh sách có { $count } dòng. Hãy chia thành các danh sách nhiều nhất { $most } dòng.
import-extra = Nhiều ô hơn số cột. Ô có dấu phẩy hoặc chấm phẩy phải nằm trong ngoặc kép.
import-again = Địa chỉ này đã có ở dòng { $row }.
import-no-department = Không có phòng ban “{ $path }”.
import-no-department-closest = Không có phòng ban “{ $path }”. Gần giống nhất: { $closest }
import-department = Không tạo được phòng ban “{ $path }”: quá sâu, hoặc quá nhiều.
import-two-heads = Dòng { $row } đặt người khác làm trưởng phòng { $path }.
import-head-taken = { $head } đang là trưởng phòng { $path }. Hãy đổi cương vị của họ trước.
import-dismissed = Người này đã nghỉ việc. Hãy nhận lại ở trang của họ trước.
import-pending = Người này đang chờ duyệt.
import-guest-placed = Khách không thuộc phòng ban nào. Hãy để trống phòng ban, chức danh và cương vị.
import-role-here = Vai trò của người đã có tài khoản được đổi ở trang của họ.
import-administrator = Quản trị viên được đặt từng người một, ở trang của họ.
import-uneven = Số chức danh hoặc cương vị không khớp số phòng ban, hoặc một phòng ban xuất hiện hai lần. Hãy viết theo cùng thứ tự, ngăn bằng |.
import-meanwhile = Có người vừa thay đổi điều đó cùng lúc. Hãy nhập lại danh sách.

company-files = Tệp
company-files-used = Đang giữ { $count } tệp, { $size }.
company-file-room = Tối đa một tệp, tính bằng MB
company-person-room = Tối đa một người, tính bằng MB
company-all-room = Tối đa tất cả, tính bằng MB
company-room-help = 0 là nhiều như ổ đĩa còn chỗ.

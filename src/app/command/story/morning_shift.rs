//! The morning shift, which speaks Vietnamese among itself.

use super::chats::{Chat, Kind, Said, said};
use super::people::{DUNG, ELIN, HUONG, KHOI, NGOC, TRANG};

/// The group “Ca sáng”.
pub const MORNING_SHIFT: Chat = Chat {
    kind: Kind::Group { name: "Ca sáng", owner: HUONG, members: &[ELIN, HUONG, DUNG, KHOI, TRANG, NGOC] },
    said: MORNING_SHIFT_SAID,
    unread: &[(NGOC, 2)],
    pinned: &[HUONG],
    muted: &[],
};

const MORNING_SHIFT_SAID: &[Said] = &[
    said(
        HUONG,
        7445,
        "Cả nhà ơi, tuần này ca sáng mình chạy catalogue cho bảo tàng. Giấy silk 150, sáu tờ in, ai chưa xem maket \
         thì ghé bàn chị nhé.",
    ),
    said(KHOI, 7441, "Em xem rồi chị. Bản kẽm tờ 1 em ra xong từ hôm qua."),
    said(NGOC, 7439, "Em cũng xem rồi ạ."),
    said(HUONG, 7434, "Tốt quá. Chị thêm cả Elin vào đây để tiện hỏi về bài in."),
    said(ELIN, 7363, "Thank you for adding me. My Vietnamese is slow, but I read along and I am happy to learn."),
    said(HUONG, 7360, "Welcome! If it is urgent we write in English."),
    said(DUNG, 4570, "Sáng nay máy 2 hơi lạnh, em cho chạy không tải hai mươi phút rồi mới lên giấy."),
    said(HUONG, 4567, "Ừ, làm vậy là đúng. Nhớ kiểm tra áp lực ống cao su luôn nha."),
    said(DUNG, 4548, "Em đo rồi, **0,10 mm** đều cả hai đầu."),
    said(TRANG, 4335, "Hôm nay sinh nhật em, trưa nay mời mọi người ăn chè ở bếp nhỏ 🎂"),
    said(KHOI, 4334, "Chúc mừng sinh nhật chị Trang!"),
    said(NGOC, 4332, "Chúc chị tuổi mới thật nhiều niềm vui 🌸"),
    said(ELIN, 4329, "Chúc mừng sinh nhật, Trang!"),
    said(TRANG, 4328, "Cảm ơn Elin, viết đúng dấu hết luôn 👏"),
    said(
        HUONG,
        1683,
        "Việc hôm nay:\n\n1. Dũng: tờ 3 mặt trước, cùng anh Tomasz\n2. Khôi: kẽm tờ 4, chú ý bản đồ trang 62 và 63\n\
         3. Trang: xén bìa sau khi chị chỉnh xong dao\n4. Ngọc: máy gấp số 2",
    ),
    said(DUNG, 1680, "Vâng chị."),
    said(KHOI, 1680, "Dạ, em với Zofia sẽ đo lại hai lần."),
    said(NGOC, 1676, "Máy gấp số 2 em vừa thay con lăn, chạy êm rồi ạ."),
    said(HUONG, 1240, "Dao xén xong rồi. Cắt thử 50 tờ, tờ đầu với tờ cuối lệch chưa tới một phần mười."),
    said(HUONG, 235, "Chiều nay có khách bên bảo tàng tới xem tờ 4. Mọi người dọn gọn lối đi giúp chị nhé."),
    said(TRANG, 232, "Em dọn khu đóng sách rồi chị."),
    said(DUNG, 227, "Em lau máy xong rồi, sáng bóng luôn 😄"),
    said(KHOI, 135, "Kẽm tờ 4 đủ bốn màu, em để trên giá. Mặt sau em làm xong trước giờ trưa."),
    said(HUONG, 131, "Cảm ơn Khôi. Trưa nay ăn cơm chung nha."),
];

/// Phạm Thị Hương and Đặng Dũng.
pub const HUONG_AND_DUNG: Chat =
    Chat { kind: Kind::Direct(HUONG, DUNG), said: HUONG_AND_DUNG_SAID, unread: &[(HUONG, 1)], pinned: &[], muted: &[] };

const HUONG_AND_DUNG_SAID: &[Said] = &[
    said(
        HUONG,
        5485,
        "Dũng ơi, tuần sau em đi học lớp đo màu của chị Aiko nhé. Thứ Ba với thứ Năm, mỗi buổi hai tiếng.",
    ),
    said(DUNG, 5481, "Dạ được chị. Em thích lắm, em cần chuẩn bị gì không ạ?"),
    said(HUONG, 5479, "Mang theo sổ ghi mật độ mực của em là đủ."),
    said(HUONG, 1085, "Anh Tomasz khen em chỉnh chồng màu nhanh đó."),
    said(DUNG, 1082, "Dạ em thấy rồi, em ngại quá 😅"),
    said(HUONG, 1081, "Khen đúng mà. Về nghỉ đi, mai gặp."),
    said(DUNG, 7, "Chị ơi, kẽm mặt trước lên máy xong rồi. Chị xuống xem tờ đầu không ạ?"),
];

/// What Phạm Thị Hương keeps in mind.
pub const NOTES_OF_HUONG: Chat =
    Chat { kind: Kind::Notes(HUONG), said: NOTES_OF_HUONG_SAID, unread: &[], pinned: &[], muted: &[] };

const NOTES_OF_HUONG_SAID: &[Said] = &[
    said(HUONG, 4535, "Hỏi anh Kwame: cuộn chỉ trắng còn mấy cuộn?"),
    said(HUONG, 1235, "Dao xén: xoay ngày hôm nay, lần sau sau 40.000 nhát."),
];

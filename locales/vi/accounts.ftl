# The door: set-up, sign-in, new passwords; and what is wrong with what was typed there.

field-too-short = Mới có { $count } ký tự. Hãy thêm ít nhất { $more } ký tự nữa.
field-not-an-address = Địa chỉ e-mail gồm tên, dấu @ và tên miền, ví dụ ten@congty.example.
zone-choice = { $city }, { $time }

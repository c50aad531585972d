# Chats

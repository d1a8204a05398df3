"""A mail server that costs next to nothing: it answers what was asked, also when all of it came at once, counts, and forgets.

Run as a program of its own: `python -m tests.benchmarks.raw_sink PORT`. `XCOUNT` asks how many letters it has taken.
"""

import asyncio
import contextlib
import sys

END = b"\r\n.\r\n"
taken = 0


class Conversation(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport, self.kept, self.is_data = transport, b"", False
        transport.write(b"220 sink\r\n")

    def data_received(self, data):
        global taken  # noqa: PLW0603  one server, one count
        self.kept += data
        answers = []
        while True:
            if self.is_data:
                end = self.kept.find(END, max(len(self.kept) - len(data) - len(END), 0))
                if end < 0:
                    break
                self.kept, self.is_data, data = self.kept[end + len(END) :], False, b""
                taken += 1
                answers.append(b"250 taken\r\n")
                continue
            line, found, rest = self.kept.partition(b"\r\n")
            if not found:
                break
            self.kept = rest
            answers.append(self.answer(line[:4].upper()))
            data = rest
        if answers:
            self.transport.write(b"".join(answers))

    def answer(self, verb):
        if verb == b"EHLO":
            return b"250-sink\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n"
        if verb == b"DATA":
            self.is_data = True
            return b"354 go ahead\r\n"
        if verb == b"XCOU":
            return f"250 {taken}\r\n".encode()
        if verb == b"QUIT":
            return b"221 bye\r\n"
        return b"250 fine\r\n"


async def serve(port):
    server = await asyncio.get_running_loop().create_server(Conversation, "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve(int(sys.argv[1])))

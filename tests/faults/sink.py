"""A mail server for tests: real SMTP on loopback, as friendly or hostile as a test wishes. It writes down what it accepted."""

import asyncio
import random
import re
from collections import Counter
from threading import Thread


class Sink:
    """`behave(step, argument)` may return a whole reply, "hang", "cut" or None for the usual; steps: greeting, EHLO, MAIL, RCPT, DATA, dot."""

    def __init__(self, behave=None, extensions=("PIPELINING", "8BITMIME", "SMTPUTF8"), seconds_each=0.0, goes_ahead_anyway=False):
        self.behave = behave or (lambda _step, _argument: None)
        self.extensions = extensions
        self.seconds_each = seconds_each
        self.goes_ahead_anyway = goes_ahead_anyway  # with DATA, although it has refused the recipient
        self.accepted = []  # (Message-ID, recipient, the message's bytes)
        self.connections = self.at_once = self.most_at_once = 0
        self.senders = Counter()
        self.loop = asyncio.new_event_loop()
        self.server = self.loop.run_until_complete(asyncio.start_server(self.serve, "127.0.0.1", 0))
        self.port = self.server.sockets[0].getsockname()[1]
        self.thread = Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()

    @property
    def url(self):
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def recipients(self):
        return [recipient for _ident, recipient, _message in self.accepted]

    def close(self):
        asyncio.run_coroutine_threadsafe(self.stop(), self.loop).result(5)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(5)
        self.loop.close()

    async def stop(self):
        self.server.close()
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def serve(self, reader, writer):
        self.connections += 1
        try:
            await self.converse(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # a killed worker, or the end of the test
        finally:
            writer.close()

    async def answer(self, writer, step, argument, usual):
        reply = self.behave(step, argument) or usual
        if reply == "hang":
            await asyncio.sleep(60)
        if reply == "cut":
            raise ConnectionAbortedError
        writer.write(f"{reply}\r\n".encode())
        await writer.drain()
        return reply

    async def converse(self, reader, writer):
        recipient, is_refused = "", False
        if not (await self.answer(writer, "greeting", "", "220 sink")).startswith("2"):
            return
        while line := await reader.readline():
            verb, argument = line[:4].upper().decode(), line.decode().strip()
            if verb == "QUIT":
                writer.write(b"221 bye\r\n")
                return
            if verb == "EHLO":
                names = ["sink", *self.extensions]
                usual = "\r\n".join(f"250{'-' if name != names[-1] else ' '}{name}" for name in names)
            else:
                usual = self.usual(verb, is_refused)
            if verb == "MAIL":
                self.senders[argument] += 1
            if verb == "RCPT":
                recipient = argument.partition("<")[2].rpartition(">")[0]
            reply = await self.answer(writer, verb, recipient if verb in {"RCPT", "DATA"} else argument, usual)
            is_refused = reply.startswith(("4", "5")) if verb in {"MAIL", "RSET"} else is_refused or reply.startswith(("4", "5"))
            if reply.startswith("354"):
                message = await reader.readuntil(b"\r\n.\r\n")
                if is_refused:
                    await self.answer(writer, "", "", "554 5.5.1 no valid recipients")
                else:
                    await self.take(writer, recipient, message[:-3].replace(b"\r\n..", b"\r\n."))
            if reply.startswith("421"):
                return

    def usual(self, verb, is_refused):
        if verb != "DATA":
            return "250 fine"
        return "554 5.5.1 no valid recipients" if is_refused and not self.goes_ahead_anyway else "354 go ahead"

    async def take(self, writer, recipient, message):
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        if self.seconds_each:
            await asyncio.sleep(self.seconds_each * random.uniform(0.5, 1.5))
        self.at_once -= 1
        reply = self.behave("dot", recipient) or "250 taken"
        if not reply.startswith(("4", "5")):  # a server that hangs or cuts now has taken it all the same
            ident = re.search(rb"^Message-ID: (<[^>]+>)", message, re.MULTILINE)
            self.accepted.append((ident[1].decode() if ident else "", recipient, message))
        await self.answer(writer, "", "", reply)

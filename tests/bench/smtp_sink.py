"""The fastest mail server there can be in Python: takes everything, keeps nothing. Prints its port."""

import asyncio

GREETING, OK, GO_ON, BYE = b"220 sink\r\n", b"250 OK\r\n", b"354 go on\r\n", b"221 bye\r\n"


class Sink(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport, self.rest, self.in_data = transport, b"", False
        transport.write(GREETING)

    def data_received(self, data):
        self.rest += data
        while (end := b"\r\n.\r\n" if self.in_data else b"\r\n") in self.rest:
            line, self.rest = self.rest.split(end, 1)
            self.transport.write(self.answer(line))

    def answer(self, line):
        if self.in_data or line[:4] not in (b"DATA", b"QUIT"):
            self.in_data = False
            return OK
        self.in_data = line[:4] == b"DATA"
        return GO_ON if self.in_data else BYE


async def main():
    server = await asyncio.get_running_loop().create_server(Sink, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)  # noqa: T201 - whoever started us reads it
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())

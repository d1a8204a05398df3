"""gunicorn's threads, taking leave without shutting the door in anybody's face."""

from gunicorn.workers.gthread import ThreadWorker


class Worker(ThreadWorker):
    """When it is asked to leave, whoever has knocked is let in, then the door is shut at once.

    gunicorn's own worker leaves it open until its last request is done, and nobody answers there: who connects meanwhile is
    cut off in the end, and a proxy must not send a form twice. A shut door it may try next door.
    """

    def set_accept_enabled(self, enabled: bool) -> None:
        super().set_accept_enabled(enabled)
        if enabled or self.alive:
            return
        for listener in self.sockets:
            before = -1
            while before != self.nr_conns:
                before = self.nr_conns
                self.accept(listener)
            listener.close()

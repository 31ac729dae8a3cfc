//! A connection's bytes: answers that must be taken, bodies that must arrive, and an end that is heard.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use hyper::body::{Body, Frame, Incoming, SizeHint};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadBuf};
use tokio::net::TcpStream;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::{Sleep, sleep, timeout};

/// How long the last bytes of a client are still taken after our last word.
const LINGER: Duration = Duration::from_secs(1);
/// How many of them, in bytes.
const LINGER_BYTES: u64 = 16 << 20;

/// A TCP connection with its place among all connections.
///
/// The place is given back with the connection, also when a WebSocket has taken it over. A client that leaves our
/// bytes untaken for too long is cut. On the way out the client's unread bytes are taken for a moment: closing
/// over them would make the system throw away our last answer (a 413, a close frame) on the way.
pub(crate) struct Line {
    open: Option<(TcpStream, OwnedSemaphorePermit)>,
    ended: bool,
    limit: Duration,
    stall: Option<Pin<Box<Sleep>>>,
}

impl Line {
    pub(crate) fn new(stream: TcpStream, place: OwnedSemaphorePermit, limit: Duration) -> Self {
        Self {
            open: Some((stream, place)),
            ended: false,
            limit,
            stall: None,
        }
    }

    fn stream(&mut self) -> io::Result<Pin<&mut TcpStream>> {
        match &mut self.open {
            Some((stream, _)) => Ok(Pin::new(stream)),
            None => Err(io::ErrorKind::NotConnected.into()),
        }
    }

    /// Lets a write through, or fails it where the client has taken nothing for too long.
    fn paced<T>(&mut self, cx: &mut Context<'_>, written: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        match written {
            Poll::Ready(result) => {
                self.stall = None;
                self.ended |= result.is_err();
                Poll::Ready(result)
            }
            Poll::Pending => {
                let limit = self.limit;
                let stall = self.stall.get_or_insert_with(|| Box::pin(sleep(limit)));
                stall.as_mut().poll(cx).map(|()| {
                    self.ended = true;
                    Err(io::ErrorKind::TimedOut.into())
                })
            }
        }
    }
}

impl AsyncRead for Line {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        let read = self.stream()?.poll_read(cx, buf);
        if let Poll::Ready(result) = &read {
            self.ended |= result.is_err() || (buf.filled().len() == before && buf.remaining() > 0);
        }
        read
    }
}

impl AsyncWrite for Line {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let written = self.stream()?.poll_write(cx, buf);
        self.paced(cx, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = self.stream()?.poll_write_vectored(cx, bufs);
        self.paced(cx, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.open
            .as_ref()
            .is_some_and(|(stream, _)| stream.is_write_vectored())
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.stream()?.poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.stream()?.poll_shutdown(cx)
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        let (Some((mut stream, place)), false) = (self.open.take(), self.ended) else {
            return;
        };
        let Ok(runtime) = tokio::runtime::Handle::try_current() else {
            return;
        };
        runtime.spawn(async move {
            let _place = place;
            if stream.shutdown().await.is_ok() {
                let mut rest = stream.take(LINGER_BYTES);
                let _ = timeout(LINGER, tokio::io::copy(&mut rest, &mut tokio::io::sink())).await;
            }
        });
    }
}

/// How many bytes of a body buy its sender one more second: a slow telephone sends a photo, and nobody holds a line for
/// nothing.
const BYTES_A_SECOND: f64 = 16_384.0;

/// A request's body that must arrive whole in a given time, and a little more for each byte that has come.
pub(crate) struct PacedBody {
    body: Incoming,
    deadline: Pin<Box<Sleep>>,
}

impl PacedBody {
    pub(crate) fn new(body: Incoming, limit: Duration) -> Self {
        Self {
            body,
            deadline: Box::pin(sleep(limit)),
        }
    }
}

impl Body for PacedBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        if let Poll::Ready(frame) = Pin::new(&mut self.body).poll_frame(cx) {
            if let Some(Ok(frame)) = &frame
                && let Some(data) = frame.data_ref()
            {
                #[expect(clippy::cast_precision_loss, reason = "a frame has less than 2⁵² bytes")]
                let more = Duration::from_secs_f64(data.len() as f64 / BYTES_A_SECOND);
                let later = self.deadline.deadline() + more;
                self.deadline.as_mut().reset(later);
            }
            return Poll::Ready(frame.map(|frame| frame.map_err(axum::Error::new)));
        }
        self.deadline
            .as_mut()
            .poll(cx)
            .map(|()| Some(Err(axum::Error::new(io::Error::from(io::ErrorKind::TimedOut)))))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

//! Waits for what comes first. (The macro of tokio for it would need a compiler of macros with the whole of Rust's grammar.)

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;

/// Which of two came first.
#[derive(Debug)]
pub enum First<A, B> {
    /// The one that is looked at first.
    Left(A),
    /// The other.
    Right(B),
}

/// The first of two that is ready; the other is dropped. Where both are, the left one.
pub async fn first<A, B>(left: impl Future<Output = A>, right: impl Future<Output = B>) -> First<A, B> {
    let (mut left, mut right) = (pin!(left), pin!(right));
    poll_fn(|context| {
        if let Poll::Ready(left) = left.as_mut().poll(context) {
            return Poll::Ready(First::Left(left));
        }
        right.as_mut().poll(context).map(First::Right)
    })
    .await
}

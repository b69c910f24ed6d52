//! The body of a request, read whole within its limits.

use http::StatusCode;
use http_body_util::BodyExt as _;
use hyper::body::{Body as _, Incoming};
use tokio::time::timeout;

use crate::limits::{BODY_BYTES_MOST, BODY_TIME};

/// Why a body was not taken: the status and what to say.
pub type Refusal = (StatusCode, String);

/// Reads the body.
///
/// # Errors
/// 413 where it is larger than [`BODY_BYTES_MOST`], 408 where it takes longer than [`BODY_TIME`], 400 where it is malformed or ends
/// early.
pub async fn read(body: Incoming) -> Result<Vec<u8>, Refusal> {
    // Said by `Content-Length`: then nothing of it need be read.
    if body.size_hint().lower() > BODY_BYTES_MOST as u64 {
        return Err(too_large());
    }
    let slow = || (StatusCode::REQUEST_TIMEOUT, format!("the body took longer than {} s", BODY_TIME.as_secs()));
    timeout(BODY_TIME, read_all(body)).await.unwrap_or_else(|_| Err(slow()))
}

async fn read_all(mut body: Incoming) -> Result<Vec<u8>, Refusal> {
    let mut bytes = Vec::new();
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|error| (StatusCode::BAD_REQUEST, format!("a malformed body: {error}")))?;
        bytes.extend_from_slice(frame.data_ref().map_or(&[], |data| data));
        if bytes.len() > BODY_BYTES_MOST {
            return Err(too_large());
        }
    }
    Ok(bytes)
}

fn too_large() -> Refusal {
    (StatusCode::PAYLOAD_TOO_LARGE, format!("the body has more than {BODY_BYTES_MOST} bytes"))
}

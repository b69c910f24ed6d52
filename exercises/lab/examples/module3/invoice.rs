//! Two attempts at one message share the name of what they prepare. No fault.

use lab::{BlobStore, Failure, Id, Ids, Item, Message, Queue, Scenario, Store, World, consumer, ensure};
use serde::{Deserialize, Serialize};

const PAYMENT: &str = "pay-1";
const INVOICE: &str = "invoice";

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Book;

impl Message for Book {
    fn id(&self) -> Id {
        Id::new("book-1")
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct InvoiceReady {
    number: String,
}

impl Message for InvoiceReady {
    fn id(&self) -> Id {
        Id::new("invoice-ready")
    }
}

/// The number of the invoice; empty until there is one.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Payment {
    invoice: String,
}

struct Shop {
    payments: Store<Payment>,
    files: BlobStore,
    mails: Queue<InvoiceReady>,
    ids: Ids,
}

fn shop(world: &World) -> Shop {
    let (files, ids) = (world.blobs("files"), world.ids());
    Shop { payments: world.store("payments"), files, mails: world.queue("mails"), ids }
}

/// Prepare, commit, publish. But what is prepared has the same name in each attempt.
async fn book(shop: &Shop, _: Book) -> Result<(), Failure> {
    let Item { value: mut payment, etag } =
        shop.payments.load(&Id::new(PAYMENT)).await?.expect("no one deletes a payment");
    if payment.invoice.is_empty() {
        payment.invoice = format!("no. {}", shop.ids.fresh());
        shop.files.put(Id::new(INVOICE), payment.invoice.as_bytes()).await?;
        shop.payments.replace(&Id::new(PAYMENT), &payment, etag).await?;
    }
    shop.mails.send(&InvoiceReady { number: payment.invoice }).await
}

/// Two workers get a copy each; what is announced must be what lies in the file.
pub fn shared_name() -> Scenario {
    Scenario::new("two attempts, one file")
        .given("payments", &Id::new(PAYMENT), &Payment::default())
        .given_message("to-payments", &Book)
        .given_message("to-payments", &Book)
        .consumer("worker", "to-payments", 2, consumer(shop, book))
        .always("the file is the invoice that was announced", |view| {
            let files = view.blobs("files");
            let file = files
                .first()
                .map_or("nothing".into(), |(_, bytes)| String::from_utf8_lossy(bytes.as_slice()).into_owned());
            let announced = view.messages::<InvoiceReady>("mails");
            ensure(announced.iter().all(|mail| mail.number == file), || "the file has another number".into())
        })
}

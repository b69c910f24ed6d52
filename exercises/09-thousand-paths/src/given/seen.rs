//! Given: no need to edit. What a rule sees of one moment.

use std::rc::Rc;

use lab::{Id, View};

use super::{Announced, BOOK, Book, Many, Order, SubmitOrder};

/// The shop at one moment.
#[derive(Clone, Copy, Debug)]
pub struct Seen<'a>(&'a View<'a>);

impl<'a> Seen<'a> {
    /// What this view shows.
    pub fn new(view: &'a View<'a>) -> Self {
        Seen(view)
    }

    fn book(&self) -> Rc<Book> {
        self.0.item::<Book>("orders", &Id::new(BOOK)).unwrap_or_default()
    }

    /// The carts whose customers have read "we have your order": each has sent a message to the desk, or several copies of one.
    pub fn accepted(&self) -> Many<Id> {
        Many(self.0.items::<Id>("accepted").into_iter().map(|(_, cart)| (*cart).clone()).collect())
    }

    /// The orders in the book.
    pub fn orders(&self) -> Many<Order> {
        Many(self.book().orders.clone())
    }

    /// The first order of this cart in the book.
    pub fn order(&self, cart: &Id) -> Option<Order> {
        self.book().orders.iter().find(|order| order.cart == *cart).cloned()
    }

    /// What the rest of the shop was told. Copies that are equal in all are seen once, others side by side.
    pub fn announced(&self) -> Many<Announced> {
        Many(self.0.messages::<Announced>("announced").iter().map(|told| (**told).clone()).collect())
    }

    /// What was put aside to be announced later, and is still there: in the outbox, or as an item of its own.
    pub fn staged(&self) -> Many<Announced> {
        let items = self.0.items::<Announced>("staged").into_iter().map(|(_, told)| (*told).clone());
        Many(self.book().outbox.values().cloned().chain(items).collect())
    }

    /// The messages that the desk has failed at for good.
    pub fn dead_letters(&self) -> Many<SubmitOrder> {
        Many(self.0.dead_letters::<SubmitOrder>("to-orders").iter().map(|message| (**message).clone()).collect())
    }

    /// How often a worker has died in this run so far.
    pub fn crashes(&self) -> u32 {
        self.0.crashes()
    }
}

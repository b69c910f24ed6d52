------------------------------- MODULE TwoStores -------------------------------
\* The ids of what is done have moved to a store of their own, in another product: no transaction spans the two.
\* An entity keeps a change and its answer until they are sent; then its id goes to `done`, and the entity forgets it.
\* The question: look into `done` before the entity is loaded, or after? Predict, then run
\* `cargo xtask tlc 10 TwoStores.tla`.
EXTENDS Naturals

CONSTANTS NoMessages, MaxFailures, NoWorkers

Messages == 1..NoMessages
Workers == 1..NoWorkers

(*--algorithm TwoStores {
  variables
    queueIn = Messages,
    queueOut = {},
    \* One item: what was changed, what is still to be sent, and a version that moves with each write.
    entity = [version |-> 0, changes |-> {}, toSend |-> {}],
    done = {},
    processed = {},
    failures = 0,
    txCounter = 0;

  define {
    Of(records, m) == {r \in records : r.id = m}
    NoLost == \A m \in processed : Of(entity.changes, m) # {} /\ Of(queueOut, m) # {}
    NoDuplicate == \A a, b \in entity.changes : a.id = b.id => a.txId = b.txId
    ConsistentOutput == \A a, b \in queueOut : a.id = b.id => a.txId = b.txId
  }

  macro Fail() {
    await failures < MaxFailures;
    failures := failures + 1;
    goto Receive;
  }

  fair process (worker \in Workers)
    variables msg = 0, isDone = FALSE, loaded = entity;
  {
  Receive:
    while (TRUE) {
      with (m \in queueIn) { msg := m; };
  Look:
      isDone := msg \in done;
  Load:
      loaded := entity;
  Commit:
      if (isDone) {
        goto Ack;
      } else if (Of(loaded.toSend, msg) # {}) {
        goto Send;
      } else if (entity.version # loaded.version) {
        goto Receive;
      } else either {
        txCounter := txCounter + 1;
        entity := [version |-> entity.version + 1,
                   changes |-> entity.changes \union {[id |-> msg, txId |-> txCounter]},
                   toSend |-> entity.toSend \union {[id |-> msg, txId |-> txCounter]}];
      }
      or { Fail(); };
  Send:
      either { queueOut := queueOut \union Of(entity.toSend, msg); }
      or { Fail(); };
  Mark:
      either { done := done \union {msg}; }
      or { Fail(); };
  Clear:
      either {
        entity := [entity EXCEPT !.version = @ + 1, !.toSend = @ \ Of(@, msg)];
      }
      or { Fail(); };
  Ack:
      either {
        queueIn := queueIn \ {msg};
        processed := processed \union {msg};
      }
      or { Fail(); };
    }
  }
}*)
===============================================================================

---------------------------- MODULE MessageHandler ----------------------------
\* A message handler: it receives a message, tells the others, changes the database, and acknowledges.
\* Variables and labels have the names of src/lib.rs. What stands below a label happens at once.
\* Run `cargo xtask tlc 10`.
EXTENDS Naturals

CONSTANTS NoMessages,   \* so many messages are in the queue at the start
          MaxFailures,  \* so often a message is delivered again after a failure
          NoWorkers     \* so many workers take messages from the queue

Messages == 1..NoMessages
Workers == 1..NoWorkers
Nothing == [msg |-> 0, txId |-> 0, seen |-> {}]

(*--algorithm MessageHandler {
  variables
    queueIn = Messages,  \* not yet acknowledged
    queueOut = {},       \* sent: which message, and which attempt made the content
    db = {},             \* stored: the same
    processed = {},      \* acknowledged or given up
    failures = 0,
    txCounter = 0;       \* attempts so far

  define {
    Row(m) == {r \in db : r.id = m}
    Sent(m) == {r \in queueOut : r.id = m}

    NoGhost == \A m \in processed : Sent(m) # {} => Row(m) # {}
    NoLost == \A m \in processed : Row(m) # {} => Sent(m) # {}
    NoDuplicate == \A a, b \in db : a.id = b.id => a.txId = b.txId
    ConsistentOutput == \A a, b \in queueOut : a.id = b.id => a.txId = b.txId

    \* Not of the handler, but of each model: a message leaves queueIn only into processed.
    NothingVanishes == \A m \in Messages : m \in queueIn \/ m \in processed

    \* A witness, not an invariant: TLC has to find it false, or nothing in the model ever fails.
    NothingFails == failures = 0
  }

  macro Fail() {
    if (failures < MaxFailures) {
      failures := failures + 1;
    } else {
      queueIn := queueIn \ {w.msg};
      processed := processed \union {w.msg};
    };
    w := Nothing;
    goto Receive;
  }

  fair process (worker \in Workers)
    variable w = Nothing;
  {
  Receive:
    while (TRUE) {
      with (m \in queueIn) {
        txCounter := txCounter + 1;
        w := [msg |-> m, txId |-> txCounter, seen |-> Row(m)];
      };
  Send:
      either { queueOut := queueOut \union {[id |-> w.msg, txId |-> w.txId]}; }
      or { Fail(); };
  Update:
      either { db := db \union {[id |-> w.msg, txId |-> w.txId]}; }
      or { Fail(); };
  Ack:
      either {
        queueIn := queueIn \ {w.msg};
        processed := processed \union {w.msg};
        w := Nothing;
      }
      or { Fail(); };
    }
  }
}*)
===============================================================================

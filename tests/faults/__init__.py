"""What goes wrong in a party's machine room, one test a fault.

After each: nothing acknowledged is lost, nothing is there twice, boards equal the ledger within a
minute, no page took three seconds, and meanwhile pages answered (from SQL, marked). Small counts by
default; FAULTS=deep makes it ten thousand awards and kills for minutes (`-s` prints the figures).

    fault                                           test
    the store is killed amid awards                 test_store
    the store is emptied, or comes back empty       test_store, test_cluster
    the store takes no more writes: its cap         test_store
    PostgreSQL is killed, with all its processes    test_database
    the answer to a COMMIT is lost                  test_database: an award, a hand-in
    the worker is killed                            test_kills; tests/jobs/test_work
    projectors are killed every two seconds         test_processes; test_kills
    the web worker or its master is killed          test_processes, at a COMMIT; test_kills
    every job is delivered three times, shuffled    test_twice
    awards commit in another order than they began  test_twice
    a road is a black hole: web to store            test_store, test_cluster
      web to PostgreSQL, worker to PostgreSQL       test_database, test_processes
    fail-over with lost writes                      test_cluster, test_sentinel, test_split
    two primaries                                   test_split: by a relay, in two networks as root
    the disk is full: PostgreSQL's, the store's     test_full_disk, as root
    platforms are down, slow, lying or silent       test_outage, test_waiting, test_nonsense, …
"""

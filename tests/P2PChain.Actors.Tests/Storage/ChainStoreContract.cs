using P2PChain.Core.Chain;
using P2PChain.Core.Custody;
using P2PChain.Core.Model;
using P2PChain.Core.Pool;
using P2PChain.Core.Primitives;
using P2PChain.Core.Storage;
using P2PChain.Testing;

namespace P2PChain.Actors.Tests.Storage;

/// <summary>What every store does. Each is driven by the real ledger, and asked again after a restart.</summary>
public abstract class ChainStoreContract
{
    private readonly ChainBuilder _chain = new();

    /// <summary>The store of this test; a second call closes it and opens it again.</summary>
    protected abstract IChainStore Open(NetworkParameters parameters);

    [Fact]
    public void A_new_store_holds_the_empty_chain()
    {
        var ledger = Open(NetworkParameters.Demo).Load();
        Assert.Equal("", LedgerText.Of(ledger));
    }

    [Fact]
    public void A_connected_block_is_there_with_its_custody_and_undo_after_a_restart()
    {
        var ledger = Ledger();
        _chain.Add(
            "a1",
            "genesis",
            _chain.Request(TestKeys.Alice, "laptop-001", 1),
            _chain.Request(TestKeys.Bob, "camera", 2));
        _chain.Add("a2", "a1", _chain.Release(TestKeys.Alice, "laptop-001", 3));
        ledger.Submit(_chain.Checked("a1"));
        ledger.Submit(_chain.Checked("a2"));

        ledger = Ledger();

        Assert.Equal(_chain["a2"].Hash, ledger.State.Tip.Hash);
        Assert.Equal(_chain.Custody("a2").Root, ledger.State.Custody.Root);
        Assert.Equal(_chain["a1"].CanonicalBytes(), ledger.Store.ReadBlock(_chain["a1"].Hash).CanonicalBytes());
        var undo = ledger.Store.ReadUndo(_chain["a2"].Hash);
        Assert.Equal(_chain.Custody("a1").Root, undo.Undo(_chain.Custody("a2")).Root);
        Assert.Equal("camera unseen", LedgerText.Of(ledger.Store.ReadUndo(_chain["a1"].Hash)).Split('\n')[1]);
    }

    [Fact]
    public void A_transaction_is_found_on_the_best_chain_only()
    {
        var ledger = Ledger();
        var (first, second) = (
            _chain.Request(TestKeys.Alice, "laptop-001", 1), _chain.Request(TestKeys.Bob, "laptop-001", 2));
        _chain.Add("a1", "genesis", first);
        _chain.Add("b1", "genesis", second);
        Draw("b2");
        ledger.Submit(_chain.Checked("a1"));
        Assert.Equal(1, ledger.Store.FindTransaction(first.TxId));

        Reorganise(ledger, "b1", "b2");
        var store = Open(NetworkParameters.Demo);

        Assert.Null(store.FindTransaction(first.TxId));
        Assert.Equal(1, store.FindTransaction(second.TxId));
        Assert.Null(store.FindTransaction(Hash256.Zero));
    }

    [Fact]
    public void A_reorganisation_and_the_way_back_leave_what_never_having_gone_leaves()
    {
        var ledger = Ledger();
        _chain.Add("a1", "genesis", _chain.Request(TestKeys.Alice, "laptop-001", 1));
        _chain.Add("a2", "a1", _chain.Release(TestKeys.Alice, "laptop-001", 2));
        _chain.Add("b1", "genesis", _chain.Request(TestKeys.Bob, "laptop-001", 3));
        foreach (var name in (string[])["b2", "b3", "a3", "a4"]) Draw(name);
        ledger.Submit(_chain.Checked("a1"));
        ledger.Submit(_chain.Checked("a2"));
        Reorganise(ledger, "b1", "b2", "b3");
        ledger = Ledger();
        Assert.Equal(_chain["b3"].Hash, ledger.State.Tip.Hash);

        Reorganise(ledger, "a3", "a4");
        var stored = Open(NetworkParameters.Demo).Load();

        var best = stored.Headers.Where(header => header.IsOnBestChain).Select(header => header.Hash);
        Assert.Equal([.. ((string[])["a1", "a2", "a3", "a4"]).Select(name => _chain[name].Hash)], best);
        Assert.Equal(7, stored.Headers.Length);
        Assert.Equal(_chain.Custody("a4").Entries, stored.Items);
    }

    [Fact]
    public void Headers_come_by_height_and_at_one_height_the_best_chain_first()
    {
        var ledger = Ledger();
        foreach (var name in (string[])["a1", "b1", "c1", "a2", "b2"]) Draw(name);
        foreach (var name in (string[])["a1", "a2", "b1", "c1", "b2"]) ledger.Submit(_chain.Checked(name), isRequested: true);

        var headers = Open(NetworkParameters.Demo).Load().Headers;

        Assert.Equal([1, 1, 1, 2, 2], headers.Select(header => header.Header.Index));
        Assert.Equal([true, false, false, true, false], headers.Select(header => header.IsOnBestChain));
    }

    [Fact]
    public void Waiting_transactions_keep_their_order_and_the_mark_of_ours()
    {
        var ledger = Ledger();
        ledger.Submit(_chain.Request(TestKeys.Alice, "laptop-001", 1));
        ledger.Submit(_chain.Request(TestKeys.Bob, "camera", 2), PoolSource.From(new PeerId(7)));
        ledger.Submit(_chain.Release(TestKeys.Alice, "laptop-001", 3));
        var before = ledger.State.Pool.Entries.Select(entry => (entry.Sequence, entry.Transaction, entry.Source.IsOwn));

        ledger = Ledger();

        Assert.Equal(
            before, ledger.State.Pool.Entries.Select(entry => (entry.Sequence, entry.Transaction, entry.Source.IsOwn)));
        Assert.Equal(2, ledger.State.Pool.OwnCount);
    }

    [Fact]
    public void What_was_ours_stays_ours_through_a_block_and_comes_back_first()
    {
        var ledger = Ledger();
        var (ours, theirs) = (
            _chain.Request(TestKeys.Alice, "laptop-001", 1), _chain.Request(TestKeys.Bob, "camera", 2));
        ledger.Submit(ours);
        _chain.Add("a1", "genesis", ours);
        foreach (var name in (string[])["b1", "b2"]) Draw(name);
        ledger.Submit(_chain.Checked("a1"));
        ledger.Submit(theirs, PoolSource.From(new PeerId(7)));
        ledger = Ledger();
        Assert.Equal([theirs], ledger.State.Pool.Entries.Select(entry => entry.Transaction));

        Reorganise(ledger, "b1", "b2");
        ledger = Ledger();

        Assert.Equal([ours, theirs], ledger.State.Pool.Entries.Select(entry => entry.Transaction));
        Assert.Equal([true, false], ledger.State.Pool.Entries.Select(entry => entry.Source.IsOwn));
        Assert.Equal(new(ours.TxId, PoolOrigin.Here), Assert.Single(ledger.Store.Load().OwnTransactions));
    }

    [Fact] // rule M2
    public void What_came_from_a_plain_peer_stays_ours_to_mine_and_under_bounds_through_a_block_and_a_restart()
    {
        var ledger = Ledger();
        var plain = _chain.Request(TestKeys.Alice, "laptop-001", 1);
        ledger.Submit(plain, PoolSource.FromPlain(new PeerId(7)));
        ledger = Ledger();
        Assert.Equal(new PoolSource(PoolOrigin.PlainPeer, null), Assert.Single(ledger.State.Pool.Entries).Source);
        _chain.Add("a1", "genesis", plain);
        foreach (var name in (string[])["b1", "b2"]) Draw(name);
        ledger.Submit(_chain.Checked("a1"));
        ledger = Ledger();

        Reorganise(ledger, "b1", "b2");

        Assert.Equal(new PoolSource(PoolOrigin.PlainPeer, null), Assert.Single(ledger.State.Pool.Entries).Source);
        Assert.Equal((1, 1), (ledger.State.Pool.OwnCount, ledger.State.Pool.PlainCount));
    }

    [Fact] // rule M2
    public void The_marks_of_old_transactions_go_from_the_disk_too_and_those_of_waiting_ones_stay()
    {
        var limits = new PoolLimits(MarksHereMax: 2, MarksPlainMax: 1);
        var ledger = new TestLedger(NetworkParameters.Demo, Open(NetworkParameters.Demo), limits);
        for (var i = 1; i <= 6; i++)
        {
            var own = _chain.Request(TestKeys.Alice, $"item-{i}", i);
            ledger.Submit(own, i % 2 == 0 ? PoolSource.FromPlain(new PeerId(7)) : PoolSource.Own);
            ledger.Submit(_chain.Checked(_chain.Add($"a{i}", i == 1 ? "genesis" : $"a{i - 1}", own)));
        }

        var waits = _chain.Request(TestKeys.Alice, "waits", 7);
        ledger.Submit(waits);
        ledger.Submit(_chain.Checked(_chain.Add("a7", "a6")));
        ledger = new TestLedger(NetworkParameters.Demo, Open(NetworkParameters.Demo), limits);
        Assert.Equal(
            [Mark("a5", PoolOrigin.Here), Mark("a6", PoolOrigin.PlainPeer), new(waits.TxId, PoolOrigin.Here)],
            ledger.Store.Load().OwnTransactions.AsEnumerable());

        KeyValuePair<Hash256, PoolOrigin> Mark(string block, PoolOrigin origin) => new(
            _chain[block].Transactions[0].TxId, origin);
    }

    [Fact]
    public void An_items_moves_come_the_latest_first_with_their_notes_and_only_from_the_best_chain()
    {
        var ledger = Ledger();
        var noted = new TransactionContent(
            TestKeys.Alice.PublicKey, ItemId.Parse("laptop-001"), TransactionType.Request, ChainBuilder.At(1.25), Note: "for \"Anna\" — ü").SignedBy(TestKeys.Alice);
        var (given, taken) = (
            _chain.Release(TestKeys.Alice, "laptop-001", 2), _chain.Request(TestKeys.Bob, "laptop-001", 3));
        _chain.Add("a1", "genesis", _chain.Request(TestKeys.Bob, "camera", 1), noted);
        _chain.Add("a2", "a1", given, taken);
        _chain.Add("b1", "genesis", _chain.Request(TestKeys.Bob, "laptop-001", 9));
        ledger.Submit(_chain.Checked("a1"));
        ledger.Submit(_chain.Checked("a2"));
        ledger.Submit(_chain.Checked("b1"), isRequested: true);
        using var archive = Ledger().Store.OpenArchive();
        Assert.Equal(
            [new ItemMove(2, taken), new(2, given), new(1, noted)], archive.History(ItemId.Parse("laptop-001"), 50).AsEnumerable());
        Assert.Equal([new ItemMove(2, taken)], archive.History(ItemId.Parse("laptop-001"), 1).AsEnumerable());
        Assert.Empty(archive.History(ItemId.Parse("Laptop-001"), 50));
    }

    [Fact]
    public void An_archive_reads_every_kept_block_as_of_the_latest_commit()
    {
        var ledger = Ledger();
        _chain.Add("a1", "genesis", _chain.Request(TestKeys.Alice, "laptop-001", 1));
        _chain.Add(
            "a2", "a1", _chain.Release(TestKeys.Alice, "laptop-001", 2), _chain.Request(TestKeys.Bob, "camera", 3));
        _chain.Add("b1", "genesis");
        ledger.Submit(_chain.Checked("a1"));
        using var archive = ledger.Store.OpenArchive();
        Assert.Null(archive.FindHeader(_chain["a2"].Hash));

        ledger.Submit(_chain.Checked("a2"));
        ledger.Submit(_chain.Checked("b1"), isRequested: true);

        foreach (var block in ((string[])["a1", "a2", "b1"]).Select(name => _chain[name]))
        {
            Assert.Equal(block.Header, archive.FindHeader(block.Hash));
            Assert.Equal(block.CanonicalBytes(), archive.FindText(block.Hash));
            Assert.Equal(block.CanonicalBytes(), archive.FindBlock(block.Hash)!.CanonicalBytes());
        }
        ledger.Store.Commit(new ChainChange { Forgotten = [_chain["b1"].Hash] });
        Assert.Null(archive.FindHeader(_chain["b1"].Hash));
        Assert.Null(archive.FindText(_chain["b1"].Hash));
        Assert.Null(archive.FindBlock(_chain["b1"].Hash));
    }

    [Fact]
    public void An_archive_finds_the_transactions_of_the_best_chain_whose_ids_begin_so()
    {
        var ledger = Ledger();
        var all = Enumerable.Range(0, 20).Select(i => _chain.Request(TestKeys.Alice, $"item-{i}", i + 1)).ToList();
        _chain.Add("a1", "genesis", [.. all[..7]]);
        _chain.Add("a2", "a1", [.. all[7..]]);
        _chain.Add("b1", "genesis", _chain.Request(TestKeys.Bob, "camera", 30));
        ledger.Submit(_chain.Checked("a1"));
        ledger.Submit(_chain.Checked("a2"));
        ledger.Submit(_chain.Checked("b1"), isRequested: true);
        using var archive = ledger.Store.OpenArchive();
        foreach (var transaction in all)
        {
            var move = new ItemMove(all.IndexOf(transaction) < 7 ? 1 : 2, transaction);
            foreach (var digits in (int[])[8, 9, 15, 16, 17, 64])
                Assert.Equal(move, Assert.Single(Confirmed(transaction.TxId.Short(digits))));
        }
        Assert.Empty(Confirmed(_chain["b1"].Transactions[0].TxId.ToString()));

        IEnumerable<ItemMove> Confirmed(string digits) => archive.Confirmed(HashPrefix.Parse(digits)!, 2);
    }

    [Fact] // rule P5
    public void An_archive_finds_the_refusal_of_what_was_superseded_until_it_stands_again()
    {
        var ledger = Ledger();
        var (mine, theirs) = (
            _chain.Request(TestKeys.Alice, "laptop-001", 1), _chain.Request(TestKeys.Bob, "laptop-001", 2));
        _chain.Add("a1", "genesis", mine);
        _chain.Add("b1", "genesis", theirs);
        Draw("b2");
        Draw("a2");
        Draw("a3");
        ledger.Submit(mine);
        ledger.Submit(_chain.Checked("a1"));
        using var archive = ledger.Store.OpenArchive();
        Assert.Empty(archive.Refusals(HashPrefix.Of(mine.TxId), 2));

        Reorganise(ledger, "b1", "b2");
        var kept = Assert.Single(archive.Refusals(HashPrefix.Parse(mine.TxId.Short())!, 2));
        var refusal = new Refusal(
            RefusalReason.HeldBy, mine.Uid, TestKeys.Bob.PublicKey, 1, theirs.Content.Timestamp, theirs.TxId);
        Assert.Equal(
            new KeptRefusal(mine, refusal, ledger.Now, 2) { WasConfirmed = true, IsOwn = true }, kept);

        Reorganise(ledger, "a2", "a3");
        Assert.Empty(archive.Refusals(HashPrefix.Of(mine.TxId), 2));
        Assert.Equal(theirs, Assert.Single(archive.Refusals(HashPrefix.Of(theirs.TxId), 2)).Transaction);
    }

    [Fact]
    public void An_archive_tells_the_holders_after_each_block_of_the_best_chain()
    {
        var ledger = Ledger();
        _chain.Add("a1", "genesis", _chain.Request(TestKeys.Alice, "x", 1), _chain.Request(TestKeys.Bob, "y", 2));
        _chain.Add("a2", "a1", _chain.Release(TestKeys.Alice, "x", 3), _chain.Request(TestKeys.Bob, "x", 4));
        _chain.Add("a3", "a2", _chain.Release(TestKeys.Bob, "y", 5), _chain.Request(TestKeys.Alice, "Z", 6));
        _chain.Add("a4", "a3", _chain.Release(TestKeys.Bob, "x", 7));
        _chain.Add("b1", "genesis", _chain.Request(TestKeys.Bob, "camera", 8));
        string[] names = ["a1", "a2", "a3", "a4"];
        foreach (var name in names) ledger.Submit(_chain.Checked(name));
        ledger.Submit(_chain.Checked("b1"), isRequested: true);
        using var archive = ledger.Store.OpenArchive();
        Assert.Empty(archive.HeldAt(0));
        for (var height = 1; height <= 4; height++)
            Assert.Equal(
                _chain.Custody(names[height - 1]).Entries.Where(entry => entry.Holder is not null)
                    .OrderBy(entry => entry.Uid),
                archive.HeldAt(height));
        Assert.Equal(archive.HeldAt(4).AsEnumerable(), archive.HeldAt(99));
    }

    [Fact]
    public void An_archive_finds_the_kept_blocks_whose_hashes_begin_so()
    {
        var ledger = Ledger();
        foreach (var name in (string[])["a1", "b1", "c1", "d1"]) Draw(name);
        foreach (var name in (string[])["a1", "b1", "c1", "d1"])
            ledger.Submit(_chain.Checked(name), isRequested: true);
        using var archive = ledger.Store.OpenArchive();
        foreach (var name in (string[])["a1", "b1", "c1", "d1"])
            Assert.Equal(_chain[name].Hash, Assert.Single(Named(_chain[name].Hash.Short())));
        Assert.Empty(Named("ffffffff"));
        ledger.Store.Commit(new ChainChange { Forgotten = [_chain["b1"].Hash] });
        Assert.Empty(Named(_chain["b1"].Hash.ToString()));

        IEnumerable<Hash256> Named(string digits) => archive.Hashes(HashPrefix.Parse(digits)!, 2);
    }

    [Fact]
    public async Task Archives_read_on_their_threads_while_the_store_writes()
    {
        var ledger = Ledger();
        var names = Enumerable.Range(1, 60).Select(i => $"a{i}").ToArray();
        for (var i = 0; i < names.Length; i++)
            _chain.Add(names[i], i == 0 ? "genesis" : names[i - 1], _chain.Request(TestKeys.Alice, names[i], i + 1));
        using var over = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 2).Select(_ => Task.Factory.StartNew(
            () =>
            {
                using var archive = ledger.Store.OpenArchive();
                var found = 0;
                while (!over.IsCancellationRequested)
                {
                    found = names.Count(name => archive.FindText(_chain[name].Hash) is { } text
                        && text.AsSpan().SequenceEqual(_chain[name].CanonicalBytes()));
                    Assert.InRange(archive.History(ItemId.Parse("a1"), 50).Length, 0, 1);
                }
                return found;
            },
            default,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)).ToArray();
        foreach (var name in names) ledger.Submit(_chain.Checked(name));
        over.CancelAfter(TimeSpan.FromMilliseconds(300));
        foreach (var found in await Task.WhenAll(readers)) Assert.InRange(found, names.Length - 1, names.Length);
    }

    [Fact]
    public void Ids_that_differ_only_by_case_or_dots_at_the_end_are_found()
    {
        var ledger = Ledger();
        ledger.Submit(_chain.Checked(_chain.Add("a1", "genesis", [
            .. ((string[])["laptop-001", "LAPTOP-001.", "laptop-002", ".laptop-001", "laptop-0011"]).Select(
                (uid, i) => _chain.Request(TestKeys.Alice, uid, i + 1)),
        ])));
        using var archive = Ledger().Store.OpenArchive();
        Assert.Equal(["LAPTOP-001.", "laptop-001"], Similar("Laptop-001"));
        Assert.Equal(["LAPTOP-001."], Similar("laptop-001"));
        Assert.Equal(["laptop-002"], Similar("laptop-002..."));
        Assert.Empty(Similar("laptop_001"));

        IEnumerable<string> Similar(string uid) => archive.Similar(ItemId.Parse(uid)).Select(found => found.Text);
    }

    [Fact] // rule M2
    public void What_was_refused_and_comes_again_by_another_way_is_still_ours()
    {
        var ledger = Ledger();
        var ours = _chain.Request(TestKeys.Alice, "laptop-001", 10);
        ledger.Submit(ours);
        ledger.Submit(_chain.Checked(_chain.Add("a1", "genesis", _chain.Request(TestKeys.Bob, "laptop-001", 2))));
        Assert.Equal(0, ledger.State.Pool.Count);
        ledger = Ledger();
        ledger.Submit(_chain.Checked(_chain.Add("a2", "a1", _chain.Release(TestKeys.Bob, "laptop-001", 3))));

        ledger.Submit(ours, PoolSource.From(new PeerId(7)));

        Assert.Equal(PoolSource.Own, Assert.Single(ledger.State.Pool.Entries).Source);
    }

    [Fact]
    public void A_forgotten_branch_is_gone()
    {
        var ledger = Ledger();
        foreach (var name in (string[])["a1", "a2", "b1"]) Draw(name);
        foreach (var name in (string[])["a1", "a2", "b1"]) ledger.Submit(_chain.Checked(name), isRequested: true);
        ledger.Store.Commit(new ChainChange { Forgotten = [_chain["b1"].Hash] });

        var store = Open(NetworkParameters.Demo);

        Assert.Equal(2, store.Load().Headers.Length);
        Assert.Throws<KeyNotFoundException>(() => store.ReadBlock(_chain["b1"].Hash));
    }

    [Fact] // rules F5, F7
    public void A_block_may_leave_the_best_chain_and_be_forgotten_in_one_step()
    {
        // Room for b1 and b2, which are empty, but not for a1 and a2.
        var ledger = new TestLedger(
            NetworkParameters.Demo, Open(NetworkParameters.Demo), branches: new BranchLimits(2 * 1026));
        var ours = _chain.Request(TestKeys.Alice, "laptop-001", 1);
        _chain.Add("a1", "genesis", ours);
        string[] others = ["a2", "b1", "b2", "b3"];
        foreach (var name in others) Draw(name);

        // At equal work the smaller hash decides, so either b2 or b3 wins.
        var step = others.Prepend("a1").Select(name => ledger.Submit(_chain.Checked(name), isRequested: true)).ToList()
            .Single(step => !step.Change.Disconnected.IsEmpty);

        Assert.Contains(_chain["a2"].Hash, step.Change.Disconnected.Select(node => node.Hash));
        Assert.Equal(_chain["a2"].Hash, Assert.Single(step.Change.Forgotten));
        var store = Open(NetworkParameters.Demo);
        Assert.Equal(4, store.Load().Headers.Length);
        Assert.Throws<KeyNotFoundException>(() => store.ReadBlock(_chain["a2"].Hash));
        Assert.Null(store.FindTransaction(ours.TxId));
        Assert.Equal(
            [ours],
            new TestLedger(NetworkParameters.Demo, store).State.Pool.Entries.Select(entry => entry.Transaction));
    }

    [Fact]
    public void A_branch_that_proves_invalid_is_gone_and_the_best_chain_stands()
    {
        var ledger = Ledger();
        _chain.Add("a1", "genesis", _chain.Request(TestKeys.Alice, "laptop-001", 1));
        _chain.Add("a2", "a1", _chain.Release(TestKeys.Alice, "laptop-001", 2));
        _chain.Add("b1", "genesis", _chain.Release(TestKeys.Bob, "laptop-001", 3));
        Draw("b2");
        Draw("b3");
        foreach (var name in (string[])["a1", "a2", "b1", "b2", "b3"]) ledger.Submit(_chain.Checked(name), isRequested: true);

        var stored = Open(NetworkParameters.Demo).Load();

        Assert.Equal([_chain["a1"].Hash, _chain["a2"].Hash], stored.Headers.Select(header => header.Hash));
        Assert.Equal(_chain.Custody("a2").Entries, stored.Items);
    }

    [Fact]
    public void A_block_that_is_not_kept_is_said_not_to_be()
    {
        var store = Open(NetworkParameters.Demo);
        Assert.Throws<KeyNotFoundException>(() => store.ReadBlock(Hash256.Of("nothing"u8)));
        Assert.Throws<KeyNotFoundException>(() => store.ReadUndo(Hash256.Of("nothing"u8)));
        Assert.Throws<KeyNotFoundException>(() => store.ReadUndo(NetworkParameters.Demo.Genesis().Hash));
    }

    [Fact] // rule F6
    public void The_latest_sixteen_alarms_of_reorganisations_are_kept_each_in_its_last_state()
    {
        var store = Open(NetworkParameters.Demo);
        for (var number = 1; number <= 20; number++)
        {
            store.Commit(new ChainChange { Rewrites = [Alarm(number)] });
            store.Commit(new ChainChange { Rewrites = [Alarm(number, "van")] });
        }

        store.Commit(new ChainChange { Rewrites = [Alarm(7, "laptop-001", "van")] });
        var kept = Open(NetworkParameters.Demo).Load().Rewrites;
        Assert.Equal(Enumerable.Range(5, 16).Select(number => (long)number), kept.Select(rewrite => rewrite.Number));
        Assert.Equal(["laptop-001", "van"], kept[2].Taken.Select(uid => uid.Text));
        Assert.Equal(Alarm(20, "van") with { Taken = kept[^1].Taken }, kept[^1]);
        Assert.Equal("van", Assert.Single(kept[^1].Taken).Text);

        static KeptRewrite Alarm(int number, params string[] items) => new(
            number, ChainBuilder.ClockAt(number), number + 1, ChainBuilder.ClockAt(-number), number + 2, number % 2 == 0,
            [.. items.Select(ItemId.Parse)]);
    }

    [Fact]
    public void A_side_block_has_no_undo()
    {
        var ledger = Ledger();
        foreach (var name in (string[])["a1", "a2", "b1"]) Draw(name);
        foreach (var name in (string[])["a1", "a2", "b1"]) ledger.Submit(_chain.Checked(name), isRequested: true);
        Assert.Throws<KeyNotFoundException>(() => ledger.Store.ReadUndo(_chain["b1"].Hash));
    }

    [Fact]
    public void Timestamps_survive_to_the_last_bit()
    {
        var ledger = Ledger();
        var random = new Random(20251225);
        double[] odd =
        [
            0.001, double.BitIncrement(0.001), 0.1 + 0.2, 1, 1_766_620_800, double.BitDecrement(1_766_620_800),
            .. Enumerable.Range(0, 20).Select(_ => random.NextDouble() * Math.Pow(10, random.Next(0, 10)) * 0.17),
        ];
        var requests = odd.Select((seconds, i) => new TransactionContent(
            TestKeys.Alice.PublicKey, ItemId.Parse("item-" + i), TransactionType.Request, seconds).SignedBy(TestKeys.Alice)).ToArray();
        _chain.Add("a1", "genesis", requests);
        _chain.Add("a2", "a1", [.. requests.Where((_, i) => i % 2 == 0)
            .Select((request, i) => _chain.Release(TestKeys.Alice, request.Uid.Text, i + 1))]);
        ledger.Submit(_chain.Checked("a1"));
        ledger.Submit(_chain.Checked("a2"));
        foreach (var (seconds, i) in odd.Select((seconds, i) => (seconds, i)))
            ledger.Submit(_chain.Request(TestKeys.Bob, "waits-" + i, 100 + (seconds % 1)));

        var store = Open(NetworkParameters.Demo);
        var before = store.ReadUndo(_chain["a2"].Hash).Before.Select(pair => Bits(pair.Value!.Timestamp));

        Assert.Equal(
            odd.Select(Bits), store.ReadBlock(_chain["a1"].Hash).Transactions.Select(t => Bits(t.Content.Timestamp)));
        Assert.Equal(odd.Where((_, i) => i % 2 == 0).Select(Bits), before);
        var items = store.Load().Items.ToDictionary(entry => entry.Uid.Text, entry => Bits(entry.Timestamp));
        foreach (var (seconds, i) in odd.Select((seconds, i) => (seconds, i)).Where(x => x.i % 2 == 1))
            Assert.Equal(Bits(seconds), items["item-" + i]);
        Assert.Equal(odd.Select(seconds => Bits(ChainBuilder.At(100 + (seconds % 1)))),
            store.Load().Pool.Select(entry => Bits(entry.Transaction.Content.Timestamp)));

        static long Bits(double value) => BitConverter.DoubleToInt64Bits(value);
    }

    [Fact]
    public void Names_notes_and_seals_survive()
    {
        var sealedNetwork = NetworkParameters.Demo with { Name = "lab-7", Miners = [TestKeys.Alice.PublicKey] };
        var chain = new ChainBuilder(sealedNetwork);
        var ledger = new TestLedger(sealedNetwork, Open(sealedNetwork));
        var noted = new TransactionContent(
            TestKeys.Bob.PublicKey, ItemId.Parse("laptop-001"), TransactionType.Request, ChainBuilder.At(1), "lab-7",
            "für Zoë \"heute\" \\ 2025-12-25T00:00:00Z 🔬").SignedBy(TestKeys.Bob);
        chain.Add("a1", "genesis", noted);
        ledger.Submit(chain.Checked("a1"));

        ledger = new TestLedger(sealedNetwork, Open(sealedNetwork));

        Assert.NotNull(ledger.State.Tip.Seal);
        Assert.Equal(chain["a1"].Seal, ledger.State.Tip.Seal);
        Assert.Equal(chain["a1"].CanonicalBytes(), ledger.Store.ReadBlock(ledger.State.Tip.Hash).CanonicalBytes());
    }

    private TestLedger Ledger() => new(NetworkParameters.Demo, Open(NetworkParameters.Demo));

    /// <summary>An empty block: a2 follows a1, a1 follows genesis; no two branches draw the same one.</summary>
    private void Draw(string name) => _chain.Add(
        name, name[1] == '1' ? "genesis" : $"{name[0]}{name[1] - '1'}", header => header with { TimeMs = header.TimeMs + name[0] });

    private void Reorganise(TestLedger ledger, params string[] names)
    {
        foreach (var name in names) ledger.Submit(_chain.Checked(name), isRequested: true);
        Assert.Equal(_chain[names[^1]].Hash, ledger.State.Tip.Hash);
    }
}

using System.Collections.Immutable;
using P2PChain.Core.Custody;
using P2PChain.Core.Model;
using P2PChain.Core.Pool;
using P2PChain.Core.Primitives;
using P2PChain.Core.RuleSets;
using P2PChain.Core.Storage;
using P2PChain.Testing;

namespace P2PChain.Core.Tests.Pool;

/// <summary>Rules P1, P4, F5: what a move to another state of the ledger does to what waits.</summary>
public sealed class PoolMoveTests
{
    private static readonly PoolRules Rules = new(new RuleSchedule(NetworkParameters.Demo), 1);

    private readonly ChainBuilder _draw = new();
    private readonly TransactionPool _pool = new(new PoolLimits());

    [Fact] // rule P1
    public void Confirmed_ones_leave_and_those_of_other_items_are_not_looked_at()
    {
        var (a, b) = (_draw.Request(TestKeys.Alice, "a", 1), _draw.Request(TestKeys.Bob, "b", 1));
        Wait(_pool, a, b);
        var change = Planned(_pool, After(a), [], [a]);
        Assert.Equal([a], change.Removed.Select(entry => entry.Transaction));
        Assert.True(change.Refused.IsEmpty && change.Added.IsEmpty);
        _pool.Apply(change);
        Assert.Equal([b], Waiting(_pool));
        Assert.Null(_pool.Find(a.TxId));
    }

    [Fact] // rule F5
    public void Returned_ones_stand_before_all_that_wait_in_chain_order_and_a_second_return_before_the_first()
    {
        var waits = _draw.Release(TestKeys.Alice, "a", 9);
        var (first, second, third) = (
            _draw.Request(TestKeys.Bob, "b", 1),
            _draw.Request(TestKeys.Alice, "a", 1),
            _draw.Request(TestKeys.Bob, "c", 1));
        _pool.Apply(new PoolChange([], [new PoolEntry(waits, 1, PoolSource.Own)], []));
        Move(CustodyState.Empty, [first, second], []);
        Assert.Equal([first, second, waits], Waiting(_pool));
        Move(CustodyState.Empty, [third], []);
        Assert.Equal([third, first, second, waits], Waiting(_pool));
    }

    [Fact] // rule F5
    public void A_returned_one_that_the_better_branch_confirmed_is_neither_waiting_nor_refused()
    {
        var both = _draw.Request(TestKeys.Alice, "a", 1);
        Assert.True(Planned(_pool, After(both), [(both, PoolSource.Own)], [both]).IsNone);
    }

    [Fact] // rules F5, C1
    public void What_no_longer_stands_is_refused_with_the_winner_and_so_is_all_that_rests_on_it()
    {
        var (alices, returns) = (_draw.Request(TestKeys.Alice, "a", 1), _draw.Release(TestKeys.Alice, "a", 2));
        var later = _draw.Request(TestKeys.Carol, "a", 9);
        var (bobs, given) = (_draw.Request(TestKeys.Bob, "a", 4), _draw.Release(TestKeys.Bob, "a", 5));
        Wait(_pool, returns, later);
        var change = Planned(_pool, After(bobs, given), [(alices, PoolSource.Own)], [bobs, given]);
        Assert.Equal(
            [(alices, RefusalReason.Stale, true), (returns, RefusalReason.NotHeld, false)],
            change.Refused.Select(refused => (refused.Transaction, refused.Refusal.Reason, refused.WasConfirmed)));
        Assert.All(
            change.Refused,
            refused => Assert.Equal((given.TxId, 7L), (refused.Refusal.Winner, refused.Refusal.Height)));
        _pool.Apply(change);
        Assert.Equal([later], Waiting(_pool));
    }

    [Fact] // rule P1
    public void First_come_is_first_served_among_what_is_returned_and_what_waits()
    {
        var (alices, bobs) = (_draw.Request(TestKeys.Alice, "a", 1), _draw.Request(TestKeys.Bob, "a", 2));
        Wait(_pool, bobs);
        var refused = Assert.Single(Planned(_pool, CustodyState.Empty, [(alices, PoolSource.Own)], []).Refused);
        Assert.Equal(
            (bobs, RefusalReason.HeldBy, 0L), (refused.Transaction, refused.Refusal.Reason, refused.Refusal.Height));
        Assert.Equal((TestKeys.Alice.PublicKey, alices.TxId), (refused.Refusal.Holder, refused.Refusal.Winner));
    }

    [Fact] // rule F5
    public void Six_thousand_are_given_back_before_twenty_thousand_that_wait_for_the_same_item()
    {
        // The pool looks at no signature, so one does for all.
        var signature = _draw.Request(TestKeys.Alice, "a", 1).Signature;
        Transaction Move(int i) => new(
            new TransactionContent(TestKeys.Alice.PublicKey, ItemId.Parse("a"), (TransactionType)(1 + (i % 2)), ChainBuilder.At(i)), signature);
        var all = Enumerable.Range(0, 26_000).Select(Move).ToList();
        Wait(_pool, [.. all.Skip(6_000)]);
        _pool.Apply(Planned(
            _pool, CustodyState.Empty, [.. all.Take(6_000).Select(transaction => (transaction, PoolSource.Own))], []));
        Assert.Equal(all, Waiting(_pool));
        _pool.Apply(Planned(_pool, After(all[0]), [], [all[0]]));
        Assert.Equal(all.Skip(1), Waiting(_pool));
    }

    [Fact] // rule P4
    public void At_most_256_MiB_are_returned() => Assert.Equal(268_435_456, new PoolLimits().ReturnedBytesMax);

    [Fact] // rule P4
    public void Returned_ones_beyond_their_bound_are_refused_for_want_of_room_but_never_our_own()
    {
        var all = Enumerable.Range(0, 5).Select(i => _draw.Request(TestKeys.Alice, $"item-{i}", 1)).ToList();
        var pool = new TransactionPool(new PoolLimits(ReturnedBytesMax: all.Take(2).Sum(t => t.CanonicalBytes.Length)));
        var change = Planned(
            pool,
            CustodyState.Empty,
            [.. all.Select((t, i) => (t, new PoolSource(i == 4 ? PoolOrigin.Here : PoolOrigin.Peer, null)))],
            []);
        Assert.Equal([all[0], all[1], all[4]], change.Added.Select(entry => entry.Transaction));
        Assert.Equal([all[2], all[3]], change.Refused.Select(refused => refused.Transaction));
        Assert.All(
            change.Refused,
            refused => Assert.Equal((RefusalReason.PoolFull, true), (refused.Refusal.Reason, refused.WasConfirmed)));
        pool.Apply(change);
        // What was returned before still takes its room, until it is confirmed.
        var more = _draw.Request(TestKeys.Bob, "more", 1);
        Assert.Single(Planned(pool, CustodyState.Empty, [(more, default)], []).Refused);
        pool.Apply(Planned(pool, After(all[0], all[1]), [], [all[0], all[1]]));
        Assert.Single(Planned(pool, After(all[0], all[1]), [(more, default)], []).Added);
    }

    [Fact] // rule P4
    public void Returned_ones_take_no_room_from_what_peers_send()
    {
        var pool = new TransactionPool(new PoolLimits(CountMax: 1));
        pool.Apply(Planned(pool, CustodyState.Empty, [(_draw.Request(TestKeys.Alice, "a", 1), default)], []));
        var now = new PoolClock(ChainBuilder.ClockAt(60), 0);
        var sent = pool.Plan(
            Rules, _draw.Request(TestKeys.Alice, "b", 1), PoolSource.From(new PeerId(1)), CustodyState.Empty, now);
        Assert.IsType<Admission.Accepted>(sent);
    }

    private static Transaction[] Waiting(TransactionPool pool) => [.. pool.Entries.Select(entry => entry.Transaction)];

    private static void Wait(TransactionPool pool, params Transaction[] transactions)
    {
        ImmutableArray<PoolEntry> entries = [.. transactions.Select((t, i) => new PoolEntry(t, i + 1, PoolSource.Own))];
        pool.Apply(new PoolChange([], entries, []));
    }

    private static CustodyState After(params Transaction[] confirmed) =>
        confirmed.Aggregate(CustodyState.Empty, (state, transaction) => state.With(CustodyRules.Apply(transaction, 7)));

    private void Move(CustodyState after, Transaction[] returned, Transaction[] confirmed) =>
        _pool.Apply(
            Planned(_pool, after, [.. returned.Select(transaction => (transaction, PoolSource.Own))], confirmed));

    [Fact]
    public void Of_other_nodes_transactions_no_more_refusals_are_held_than_a_store_keeps()
    {
        var signature = TestKeys.Alice.Sign("any"u8);
        var taken = After(_draw.Request(TestKeys.Bob, "a", 9_999));
        var lost = Enumerable.Range(0, RefusalRetention.CountMax + 2).Select(i => new Transaction(
            new TransactionContent(
                TestKeys.Alice.PublicKey, ItemId.Parse("a"), TransactionType.Request, ChainBuilder.At(i * 0.01)),
            signature)).ToList();
        var returned = lost.Select(
            (one, i) => (one, new PoolSource(i > RefusalRetention.CountMax ? PoolOrigin.Here : PoolOrigin.Peer, null)));
        var refused = Planned(_pool, taken, [.. returned], []).Refused;
        Assert.Equal(RefusalRetention.CountMax, refused.Count(one => !one.Source.IsOwn));
        Assert.Equal(lost[^1], Assert.Single(refused, one => one.Source.IsOwn).Transaction);
    }

    private static PoolChange Planned(
        TransactionPool pool,
        CustodyState after,
        IReadOnlyList<(Transaction Transaction, PoolSource Source)> returned,
        IReadOnlyList<Transaction> confirmed)
    {
        var ids = confirmed.Select(transaction => transaction.TxId).ToHashSet();
        return pool.PlanMove(new PoolMove(Rules, after, ids.Contains, pool.ReturnedRoom)
        {
            Returned = returned,
            ReturnedCount = returned.Count,
            Touched = returned.Select(one => one.Transaction).Concat(confirmed).Select(one => one.Uid).ToHashSet(),
        });
    }
}

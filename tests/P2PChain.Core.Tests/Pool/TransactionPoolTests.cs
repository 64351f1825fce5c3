using System.Numerics;
using P2PChain.Core.Chain;
using P2PChain.Core.Crypto;
using P2PChain.Core.Custody;
using P2PChain.Core.Model;
using P2PChain.Core.Pool;
using P2PChain.Core.Primitives;
using P2PChain.Core.Rules;
using P2PChain.Testing;

namespace P2PChain.Core.Tests.Pool;

public sealed class TransactionPoolTests
{
    private readonly ChainBuilder _draw = new();
    private readonly TestLedger _ledger = new(NetworkParameters.Demo);

    [Fact] // rule P1
    public void A_request_and_its_release_wait_together_and_more_may_follow()
    {
        Accepted(_draw.Request(TestKeys.Alice, "laptop-001", 1));
        Accepted(_draw.Release(TestKeys.Alice, "laptop-001", 2));
        Accepted(_draw.Request(TestKeys.Bob, "laptop-001", 3));
        Assert.Equal(
            [1, 2, 3],
            _ledger.State.Pool.Entries.Select(entry => entry.Transaction.Content.Timestamp - ChainBuilder.At(0)));
        var after = _ledger.State.CustodyAfterPool.Find(ItemId.Parse("laptop-001"))!;
        Assert.Equal((TestKeys.Bob.PublicKey, ChainBuilder.At(3)), (after.Holder, after.Timestamp));
        Assert.Null(_ledger.State.CustodyAfterPool.Find(ItemId.Parse("key-7")));
    }

    [Fact] // rule P1
    public void Between_rivals_the_first_to_come_is_served_whatever_their_dates()
    {
        var first = Accepted(_draw.Request(TestKeys.Bob, "laptop-001", 9));
        var refusal = Refused(_draw.Request(TestKeys.Alice, "laptop-001", 1));
        Assert.Equal((RefusalReason.HeldBy, 0), Told(refusal));
        Assert.Equal((TestKeys.Bob.PublicKey, first.Transaction.TxId), (refusal.Holder, refusal.Winner));
    }

    [Fact] // rule P2
    public void A_transaction_that_waits_is_answered_as_waiting_also_with_another_good_signature()
    {
        var entry = Accepted(_draw.Request(TestKeys.Alice, "laptop-001", 1));
        var twin = Twin(entry.Transaction);
        foreach (var again in new[] { entry.Transaction, twin })
            Assert.Same(entry, Assert.IsType<Admission.Waiting>(_ledger.Submit(again)).Entry);
        Assert.Equal(1, _ledger.State.Pool.Count);
    }

    [Fact] // rule P1
    public void A_block_with_the_twin_of_a_waiting_transaction_confirms_it()
    {
        var entry = Accepted(_draw.Request(TestKeys.Alice, "laptop-001", 1));
        var twin = Twin(entry.Transaction);
        _draw.Add("a1", "genesis", twin);
        var step = _ledger.Submit(_draw.Checked("a1"), from: 1);
        Assert.Equal(0, _ledger.State.Pool.Count);
        Assert.Empty(step.Events.OfType<ChainEvents.TransactionRefused>());
        Assert.Equal((RefusalReason.Known, 1), Told(Refused(entry.Transaction)));
        Assert.Equal((RefusalReason.Known, 1), Told(Refused(twin)));
    }

    [Fact] // rules P2, C1
    public void What_the_chain_holds_is_known_with_its_height_however_long_ago()
    {
        var request = _draw.Request(TestKeys.Alice, "laptop-001", 1);
        _draw.Add("a1", "genesis", request);
        _draw.Add("a2", "a1", _draw.Release(TestKeys.Alice, "laptop-001", 2));
        _draw.Add("a3", "a2");
        foreach (var name in new[] { "a1", "a2", "a3" }) _ledger.Submit(_draw.Checked(name));
        Assert.Equal((RefusalReason.Known, 1), Told(Refused(request)));
        Accepted(_draw.Request(TestKeys.Bob, "laptop-001", 3));
        Assert.Equal((RefusalReason.Known, 1), Told(Refused(request)));
    }

    [Fact] // rules C1, C2, C4
    public void It_is_refused_with_the_first_reason_that_holds()
    {
        _draw.Add("a1", "genesis", _draw.Request(TestKeys.Alice, "laptop-001", 5));
        _ledger.Submit(_draw.Checked("a1"));
        Assert.Equal((RefusalReason.HeldBy, 1), Told(Refused(_draw.Request(TestKeys.Bob, "laptop-001", 1))));
        Assert.Equal((RefusalReason.NotHeld, 0), Told(Refused(_draw.Release(TestKeys.Bob, "key-7", 1))));
        Assert.Equal((RefusalReason.Stale, 1), Told(Refused(_draw.Release(TestKeys.Bob, "laptop-001", 5))));
        Assert.Equal((RefusalReason.Stale, 1), Told(Refused(_draw.Release(TestKeys.Bob, "laptop-001", 4))));
        // That somebody holds the item is the better answer to a request that is dated too far ahead as well.
        Assert.Equal((RefusalReason.HeldBy, 1), Told(Refused(_draw.Request(TestKeys.Bob, "laptop-001", 900_000))));
    }

    [Theory] // rule P4
    [InlineData(3, 100_000, 2, 100_000, 2, true)]
    [InlineData(3, 100_000, 9, 100_000, 3, false)]
    [InlineData(9, 700, 9, 100_000, 2, false)]
    [InlineData(9, 100_000, 9, 500, 1, true)]
    public void Peers_are_bounded_by_count_and_bytes_each_and_in_all(
        int count, long bytes, int perPeer, long bytesPerPeer, int fits, bool hasRoomForAnother)
    {
        var ledger = new TestLedger(
            NetworkParameters.Demo, poolLimits: new PoolLimits(count, bytes, perPeer, bytesPerPeer));
        var flooder = PoolSource.From(new PeerId(1));
        for (var i = 0; i < fits; i++) Assert.IsType<Admission.Accepted>(ledger.Submit(Item(i), flooder));
        var over = Assert.IsType<Admission.Refused>(ledger.Submit(Item(fits), flooder)).Refusal;
        Assert.Equal(RefusalReason.PoolFull, over.Reason);
        Assert.Equal(
            hasRoomForAnother, ledger.Submit(Item(fits), PoolSource.From(new PeerId(2))) is Admission.Accepted);
        for (var i = 20; i < 40; i++) Assert.IsType<Admission.Accepted>(ledger.Submit(Item(i), PoolSource.Own));
        Assert.Equal(20, ledger.State.Pool.OwnCount);
    }

    [Fact] // rule P4
    public void The_bounds_are_20000_and_32_MiB_and_a_quarter_of_that_for_each_peer()
    {
        var limits = new PoolLimits();
        Assert.Equal((20_000, 33_554_432), (limits.CountMax, limits.BytesMax));
        Assert.Equal((5_000, 8_388_608), (limits.CountPerPeerMax, limits.BytesPerPeerMax));
    }

    [Fact] // rule P4
    public void What_a_peer_sent_leaves_room_again_when_it_is_confirmed()
    {
        var ledger = new TestLedger(NetworkParameters.Demo, poolLimits: new PoolLimits(CountPerPeerMax: 1));
        var peer = PoolSource.From(new PeerId(1));
        Assert.IsType<Admission.Accepted>(ledger.Submit(Item(1), peer));
        Assert.IsType<Admission.Refused>(ledger.Submit(Item(2), peer));
        _draw.Add("a1", "genesis", Item(1));
        ledger.Submit(_draw.Checked("a1"));
        Assert.IsType<Admission.Accepted>(ledger.Submit(Item(2), peer));
    }

    [Fact] // rule P4
    public void After_a_restart_no_connection_is_charged_for_what_came_before()
    {
        _ledger.Submit(Item(1), PoolSource.From(new PeerId(1)));
        var again = new TestLedger(NetworkParameters.Demo, _ledger.Store, new PoolLimits(CountPerPeerMax: 1));
        Assert.Equal(1, again.State.Pool.Count);
        Assert.IsType<Admission.Accepted>(again.Submit(Item(2), PoolSource.From(new PeerId(1))));
    }

    [Fact] // rule P4
    public void All_that_waits_is_counted_in_bytes_own_transactions_too()
    {
        _ledger.Submit(Item(1), PoolSource.From(new PeerId(1)));
        _ledger.Submit(Item(2));
        Assert.Equal(Item(1).CanonicalBytes.Length + Item(2).CanonicalBytes.Length, _ledger.State.Pool.Bytes);
        _draw.Add("a1", "genesis", Item(1), Item(2));
        _ledger.Submit(_draw.Checked("a1"));
        Assert.Equal(0, _ledger.State.Pool.Bytes);
    }

    [Fact] // rules P4, M2
    public void A_plain_peer_s_transactions_are_mined_as_our_own_but_take_that_peer_s_room()
    {
        var ledger = new TestLedger(NetworkParameters.Demo, poolLimits: new PoolLimits(CountPerPeerMax: 2));
        var plain = PoolSource.FromPlain(new PeerId(1));
        for (var i = 1; i <= 2; i++) Assert.IsType<Admission.Accepted>(ledger.Submit(Item(i), plain));
        var over = Assert.IsType<Admission.Refused>(ledger.Submit(Item(3), plain)).Refusal;
        Assert.Equal(RefusalReason.PoolFull, over.Reason);
        Assert.Equal(2, ledger.State.Pool.OwnCount);
        Assert.IsType<Admission.Accepted>(ledger.Submit(Item(3), PoolSource.Own));
        _draw.Add("a1", "genesis", Item(1));
        ledger.Submit(_draw.Checked("a1"));
        Assert.Equal(2, ledger.State.Pool.OwnCount);
        Assert.IsType<Admission.Accepted>(ledger.Submit(Item(4), plain));
    }

    private static (RefusalReason Reason, long Height) Told(Refusal refusal) => (refusal.Reason, refusal.Height);

    /// <summary>The same transaction with the other good signature: (r, −s) is as good as (r, s).</summary>
    private static Transaction Twin(Transaction transaction)
    {
        var rs = new byte[64];
        transaction.Signature.WriteP1363(rs);
        var s = new BigInteger(rs.AsSpan(32), isUnsigned: true, isBigEndian: true);
        var other = (P256Arithmetic.N - s).ToByteArray(isUnsigned: true, isBigEndian: true);
        rs.AsSpan(32).Clear();
        other.CopyTo(rs, 64 - other.Length);
        var twin = new Transaction(transaction.Content, Signature.FromP1363(rs));
        using var verifier = new SignatureVerifier();
        Assert.True(new TransactionChecks(NetworkParameters.Demo, verifier, new SignatureMemo()).TryCheck(twin, out _));
        Assert.NotEqual(transaction.Wid, twin.Wid);
        return twin;
    }

    private Transaction Item(int number) => _draw.Request(TestKeys.Carol, $"item-{number:00}", 1);

    private PoolEntry Accepted(Transaction transaction) => Assert.IsType<Admission.Accepted>(_ledger.Submit(transaction)).Entry;

    private Refusal Refused(Transaction transaction) => Assert.IsType<Admission.Refused>(_ledger.Submit(transaction)).Refusal;
}

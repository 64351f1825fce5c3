using System.Net;
using P2PChain.Actors.Ledger;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;
using P2PChain.Core.Wire;

namespace P2PChain.Actors.Net.Peer;

/// <summary>
/// The state of a peer: its announce, its tip, its known blocks and transactions, the open requests to it.
/// </summary>
internal sealed class PeerState(PeerContext context)
{
    private const int KnownMax = 10_000;
    private const int OpenRequestsMax = 16;
    private const int PlainPingsMax = 8;
    private const int OpenBodiesMax = OpenRequestsMax * Message.GetBlocks.CountMax;

    private static readonly TimeSpan DeliveredEvery = TimeSpan.FromSeconds(10);

    private readonly RecentlyUsed<Hash256, bool> _known = new(KnownMax);
    private readonly RecentlyUsed<uint, bool> _headersAsked = new(OpenRequestsMax);
    private readonly RecentlyUsed<(uint Id, Hash256 Hash), bool> _bodiesAsked = new(OpenBodiesMax);
    private readonly Offences _offences = new();
    private readonly ClockSamples _clock = new();
    private readonly Queue<Moment> _plainPings = new();
    private ulong _pingNonce;
    private long? _splitsAt;
    private Moment? _deliveredAt;

    /// <summary>Its announce; null for a plain peer, and before its first line.</summary>
    public Announcement? Announcement { get; private set; }

    public bool IsExtended => Announcement is not null;

    /// <summary>Whether it proved the key that it announced.</summary>
    public bool IsProven { get; set; }

    public bool UsesHeaders { get; private set; }

    public bool UsesCompact { get; private set; }

    public bool UsesPool { get; private set; }

    public bool UsesInventory { get; private set; }

    public long Height { get; private set; }

    public Hash256 Tip { get; private set; }

    public Work Work { get; private set; }

    public TimeSpan? RoundTrip { get; private set; }

    public Moment PingSent { get; private set; }

    /// <summary>Its messages that take no credit.</summary>
    public Chatter Chatter { get; } = new();

    /// <summary>Its observed address and announced port. The address that it claims is not used.</summary>
    public string Address { get; private set; } = InterfaceNames.Text(context.Remote);

    public PeerView View => new(
        context.Id,
        Address,
        context.IsOutbound,
        IsExtended,
        Announcement?.Node,
        Height,
        Tip,
        RoundTrip,
        Announcement?.Agent ?? "")
    {
        IsProven = IsProven,
        TakesInventory = UsesInventory,
        Clock = _clock.Last,
        Plain = Plain,
        SplitsAt = _splitsAt,
        DeliveredAt = _deliveredAt,
    };

    /// <summary>The view of a plain peer's chain.</summary>
    public PlainView? Plain { get; private set; }

    public void OnAnnouncement(Announcement announcement)
    {
        Announcement = announcement;
        if (!context.IsOutbound && announcement.Port > 0)
            Address = InterfaceNames.Text(new IPEndPoint(context.Remote.Address, announcement.Port));
        _clock.OnAnnounce(new UnixTime(announcement.TimeMs), context.WallClock());
        UsesHeaders = context.Local.Shares(LocalNode.Headers, announcement);
        UsesCompact = UsesHeaders && context.Local.Shares(LocalNode.Compact, announcement);
        UsesPool = context.Local.Shares(LocalNode.Pool, announcement);
        UsesInventory = context.Local.Shares(LocalNode.Inventory, announcement);
        Height = announcement.Height;
        Tip = announcement.Tip;
        Work = announcement.Work;
    }

    /// <summary>Compares the announced upgrades with this node's at a tip; the reason to part, or null.</summary>
    public PeerFault? JudgeUpgrades(long tipHeight)
    {
        if (Announcement is not { } theirs) return null;
        var match = UpgradeMatch.Of(context.Local.Rules, tipHeight, theirs.Fork);
        _splitsAt = match.SplitsAt;
        return match.Fault;
    }

    /// <summary>Keeps the view of a plain peer's chain.</summary>
    /// <returns>Whether it changed.</returns>
    public bool OnPlain(long height, PlainView view)
    {
        if (height == Height && view == Plain) return false;
        Height = height;
        Plain = view;
        return true;
    }

    public Heartbeat? Ping(ChainProtocol.ChainTip ours, ulong nonce, Moment now)
    {
        PingSent = now;
        _pingNonce = nonce;
        _clock.OnPing(context.WallClock());
        if (!IsExtended) NotePlainPing(now);
        return IsExtended ? new Heartbeat(nonce, ours.Height, ours.Hash, ours.Work) : null;
    }

    private void NotePlainPing(Moment now)
    {
        if (_plainPings.Count == PlainPingsMax) _plainPings.Clear(); // it does not answer all
        _plainPings.Enqueue(now);
    }

    /// <summary>
    /// Keeps the tip of a ping or pong. A pong that answers our last ping gives the round trip and the clock.
    /// </summary>
    public void OnHeartbeat(Heartbeat heartbeat, bool isPong, Moment now)
    {
        Height = heartbeat.Height;
        Tip = heartbeat.Tip;
        Work = heartbeat.Work;
        if (!isPong || heartbeat.Nonce != _pingNonce) return;
        OnRoundTrip(now.Since(PingSent));
        if (heartbeat.TimeMs is { } timeMs) _clock.OnPong(new UnixTime(timeMs), context.WallClock());
    }

    /// <summary>A pong of a plain peer. They carry no nonce and come in order.</summary>
    /// <returns>Whether it answers a ping.</returns>
    public bool OnPlainPong(Moment now)
    {
        if (!_plainPings.TryDequeue(out var sent)) return false;
        OnRoundTrip(now.Since(sent));
        return true;
    }

    private void OnRoundTrip(TimeSpan took)
    {
        RoundTrip = took;
        context.Meter.OnRoundTrip(took);
    }

    /// <summary>The peer sent a block or transaction that is new here and valid.</summary>
    /// <returns>Whether its view is to be told: at most once in ten seconds.</returns>
    public bool OnDelivered(Moment now)
    {
        if (_deliveredAt is { } told && now.Since(told) < DeliveredEvery) return false;
        _deliveredAt = now;
        return true;
    }

    /// <summary>The fault, or null if it is ignored. Some faults are ignored in moderation.</summary>
    public PeerFault? Weigh(PeerFault fault, Moment now)
    {
        if (!_offences.Ignore(fault.Code, IsExtended, now)) return fault;
        context.Meter.OnIgnored(fault.Code);
        return null;
    }

    /// <summary>The fault of a message of a feature that is off; null for any other.</summary>
    public PeerFault? WithoutFeature(Message message)
    {
        var isOn = message switch
        {
            Message.GetHeaders or Message.Headers or Message.GetBlocks or Message.BlockMessage or Message.NotFound
                or Message.KnownBlock { RequestId: not null } => UsesHeaders,
            Message.PoolDigest or Message.PoolIds or Message.GetPool => UsesPool,
            Message.Inventory or Message.GetTransactions or Message.Transactions => UsesInventory,
            Message.CompactBlock or Message.GetBlockTransactions or Message.BlockTransactions => UsesCompact,
            _ => true,
        };
        return isOn ? null : new PeerFault(PeerFaultCode.ProtocolOrder, $"{message.Type} without its feature");
    }

    /// <summary>The peer has this block, so its chain is at least as good.</summary>
    /// <returns>Whether that is better than its last tip.</returns>
    public bool Raise(ChainProtocol.ChainTip tip)
    {
        if (tip.Work <= Work) return false;
        Height = tip.Height;
        Tip = tip.Hash;
        Work = tip.Work;
        return true;
    }

    /// <summary>Whether the peer is known to have this block or transaction.</summary>
    public bool Has(Hash256 id) => _known.Contains(id);

    /// <summary>The peer sent this block or transaction.</summary>
    public void Hears(Hash256 id) => _known.Set(id, true);

    /// <summary>This block or transaction is sent to the peer.</summary>
    /// <returns>False if it was sent before, in either direction.</returns>
    public bool Learns(Hash256 id) => !Has(id) && _known.Set(id, false);

    /// <summary>Whether the peer sent this. If it only received it, it may have refused it.</summary>
    public bool HasSent(Hash256 id) => _known.TryGet(id, out var hasSent) && hasSent;

    /// <summary>This node asked for headers. Of too many open requests the oldest is given up.</summary>
    public void OnHeadersAsked(uint id) => _headersAsked.Set(id, true);

    /// <summary>This node asked for bodies. Of too many open requests the oldest are given up.</summary>
    public void OnBodiesAsked(uint id, IEnumerable<Hash256> hashes)
    {
        foreach (var hash in hashes) _bodiesAsked.Set((id, hash), true);
    }

    /// <summary>Whether headers answer an open request, which is closed.</summary>
    public bool AnswersHeaders(uint id) => _headersAsked.Remove(id);

    /// <summary>Whether a body or a <c>not_found</c> answers an open request, which is closed.</summary>
    public bool AnswersBody(uint id, Hash256 hash) => _bodiesAsked.Remove((id, hash));
}

using System.Net;
using P2PChain.Actors.Ledger;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;
using P2PChain.Core.Wire;

namespace P2PChain.Actors.Net.Peer;

/// <summary>What is known of the other side of a connection, and what each side still owes.</summary>
internal sealed class PeerState(PeerContext context)
{
    private const int KnownMax = 10_000;
    private const int OpenRequestsMax = 16;
    private const int PlainPingsMax = 8;
    private const int OpenBodiesMax = OpenRequestsMax * Message.GetBlocks.CountMax;

    private readonly RecentlyUsed<Hash256, bool> _known = new(KnownMax);
    private readonly RecentlyUsed<uint, bool> _headersAsked = new(OpenRequestsMax);
    private readonly RecentlyUsed<(uint Id, Hash256 Hash), bool> _bodiesAsked = new(OpenBodiesMax);
    private readonly Offences _offences = new();
    private readonly ClockSamples _clock = new();
    private readonly Queue<Moment> _plainPings = new();
    private ulong _pingNonce;
    private long? _splitsAt;

    /// <summary>What it announced; null for a plain peer, and before its first line.</summary>
    public Announcement? Announcement { get; private set; }

    public bool IsExtended => Announcement is not null;

    /// <summary>Whether it proved the key that it announced.</summary>
    public bool IsProven { get; set; }

    public bool UsesHeaders { get; private set; }

    public long Height { get; private set; }

    public Hash256 Tip { get; private set; }

    public Work Work { get; private set; }

    public TimeSpan? RoundTrip { get; private set; }

    public Moment PingSent { get; private set; }

    /// <summary>What it says that takes no credit.</summary>
    public Chatter Chatter { get; } = new();

    /// <summary>Its observed address and announced port: never what it says its address is.</summary>
    public string Address { get; private set; } = InterfaceNames.Text(context.Remote);

    public PeerView View => new(
        context.Id, Address, context.IsOutbound, IsExtended, Announcement?.Node, Height, Tip, RoundTrip, Announcement?.Agent ?? "")
    {
        IsProven = IsProven,
        Clock = _clock.Last,
        Plain = Plain,
        SplitsAt = _splitsAt,
    };

    /// <summary>What is known of a plain peer's chain.</summary>
    public PlainView? Plain { get; private set; }

    public void OnAnnouncement(Announcement announcement)
    {
        Announcement = announcement;
        if (!context.IsOutbound && announcement.Port > 0) Address = InterfaceNames.Text(new IPEndPoint(context.Remote.Address, announcement.Port));
        _clock.OnAnnounce(new UnixTime(announcement.TimeMs), context.WallClock());
        UsesHeaders = context.Local.Shares(LocalNode.Headers, announcement);
        (Height, Tip, Work) = (announcement.Height, announcement.Tip, announcement.Work);
    }

    /// <summary>Compares the announced upgrades with this node's at a tip; the reason to part, or null.</summary>
    public PeerFault? JudgeUpgrades(long tipHeight)
    {
        if (Announcement is not { } theirs) return null;
        var match = UpgradeMatch.Of(context.Local.Rules, tipHeight, theirs.Fork);
        _splitsAt = match.SplitsAt;
        return match.Fault;
    }

    /// <summary>Notes what is known of a plain peer's chain.</summary>
    /// <returns>Whether that is news.</returns>
    public bool OnPlain(long height, PlainView view)
    {
        if (height == Height && view == Plain) return false;
        (Height, Plain) = (height, view);
        return true;
    }

    public Heartbeat? Ping(ChainProtocol.ChainTip ours, ulong nonce, Moment now)
    {
        (PingSent, _pingNonce) = (now, nonce);
        _clock.OnPing(context.WallClock());
        if (!IsExtended) NotePlainPing(now);
        return IsExtended ? new Heartbeat(nonce, ours.Height, ours.Hash, ours.Work) : null;
    }

    private void NotePlainPing(Moment now)
    {
        if (_plainPings.Count == PlainPingsMax) _plainPings.Clear(); // it answers none, or some of them
        _plainPings.Enqueue(now);
    }

    /// <summary>
    /// Notes the claims of a ping or pong. A pong that answers our last ping tells the round trip and the peer's clock.
    /// </summary>
    public void OnHeartbeat(Heartbeat heartbeat, bool isPong, Moment now)
    {
        (Height, Tip, Work) = (heartbeat.Height, heartbeat.Tip, heartbeat.Work);
        if (!isPong || heartbeat.Nonce != _pingNonce) return;
        RoundTrip = now.Since(PingSent);
        if (heartbeat.TimeMs is { } timeMs) _clock.OnPong(new UnixTime(timeMs), context.WallClock());
    }

    /// <summary>A plain peer's pongs say nothing, but come in order.</summary>
    /// <returns>Whether it answers a ping; one that nobody asked for does not.</returns>
    public bool OnPlainPong(Moment now)
    {
        if (!_plainPings.TryDequeue(out var sent)) return false;
        RoundTrip = now.Since(sent);
        return true;
    }

    /// <summary>A fault; null while it is one of those that are ignored in moderation.</summary>
    public PeerFault? Weigh(PeerFault fault, Moment now) => _offences.Ignore(fault.Code, IsExtended, now) ? null : fault;

    /// <summary>The other side has this block: its chain is at least as good.</summary>
    /// <returns>Whether that was more than it had said.</returns>
    public bool Raise(ChainProtocol.ChainTip tip)
    {
        if (tip.Work <= Work) return false;
        (Height, Tip, Work) = (tip.Height, tip.Hash, tip.Work);
        return true;
    }

    /// <summary>Whether the other side has this block or transaction, as far as is known.</summary>
    public bool Has(Hash256 id) => _known.Contains(id);

    /// <summary>The other side sent this block or transaction.</summary>
    public void Hears(Hash256 id) => _known.Set(id, true);

    /// <summary>The other side is told of this block or transaction.</summary>
    /// <returns>True when it was neither told before nor sent it.</returns>
    public bool Learns(Hash256 id) => !Has(id) && _known.Set(id, false);

    /// <summary>Whether the other side sent this: then it has it. One that was only told may have refused it.</summary>
    public bool HasSent(Hash256 id) => _known.TryGet(id, out var hasSent) && hasSent;

    /// <summary>This node asked for headers; the oldest request is given up where too many are open.</summary>
    public void OnHeadersAsked(uint id) => _headersAsked.Set(id, true);

    /// <summary>This node asked for bodies; the oldest are given up where too many are open.</summary>
    public void OnBodiesAsked(uint id, IEnumerable<Hash256> hashes)
    {
        foreach (var hash in hashes) _bodiesAsked.Set((id, hash), true);
    }

    /// <summary>Whether headers answer a request. Each is answered once.</summary>
    public bool AnswersHeaders(uint id) => _headersAsked.Remove(id);

    /// <summary>Whether a body, or the want of it, answers a request. Each is answered once: bodies asked for are kept where others are not.</summary>
    public bool AnswersBody(uint id, Hash256 hash) => _bodiesAsked.Remove((id, hash));
}

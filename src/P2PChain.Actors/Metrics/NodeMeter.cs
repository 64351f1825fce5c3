using System.Diagnostics.Metrics;
using P2PChain.Core.Chain;
using P2PChain.Core.Custody;
using P2PChain.Core.Peers;
using P2PChain.Core.Pool;
using P2PChain.Core.Rules;
using P2PChain.Core.Wire;

namespace P2PChain.Actors.Metrics;

/// <summary>
/// Counts what happens in one node, with the instruments of <see cref="System.Diagnostics.Metrics"/>. Any thread may
/// call it. Without a listener a count costs nearly nothing. docs/metrics.md lists the instruments.
/// </summary>
public sealed class NodeMeter : IDisposable
{
    /// <summary>The name of a node's meter, if no other is given.</summary>
    public const string DefaultName = "P2PChain.Actors";

    // Seconds. A round trip on a LAN takes 0.2 ms, a commit on a disk 1 to 50 ms.
    private static readonly double[] Bounds =
        [0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10];

    private readonly Meter _meter;
    private readonly Counter<long> _receivedBytes;
    private readonly Counter<long> _sentBytes;
    private readonly Counter<long> _receivedMessages;
    private readonly Counter<long> _sentMessages;
    private readonly Counter<long> _ignoredFaults;
    private readonly Counter<long> _connectionsEnded;
    private readonly Counter<long> _connectionsRefused;
    private readonly Counter<long> _dialsFailed;
    private readonly Counter<long> _blocks;
    private readonly Counter<long> _transactions;
    private readonly Counter<long> _superseded;
    private readonly Counter<long> _reorganisations;
    private readonly Counter<long> _abandonedBlocks;
    private readonly Histogram<double> _roundTrip;
    private readonly Histogram<double> _commit;

    /// <summary>Creates the instruments.</summary>
    /// <param name="name">The name of the meter. Nodes of one process need different names.</param>
    public NodeMeter(string name = DefaultName)
    {
        _meter = new Meter(name);
        _receivedBytes = Count("p2pchain.received", "By", "Bytes received from peers.");
        _sentBytes = Count("p2pchain.sent", "By", "Bytes sent to peers.");
        _receivedMessages = Count("p2pchain.messages.received", "{message}", "Messages of peers, by type.");
        _sentMessages = Count("p2pchain.messages.sent", "{message}", "Messages to peers, by type.");
        _ignoredFaults = Count("p2pchain.faults.ignored", "{fault}", "Faults of peers that cost no connection.");
        _connectionsEnded = Count("p2pchain.connections.ended", "{connection}", "Ended connections, by reason.");
        _connectionsRefused = Count(
            "p2pchain.connections.refused", "{connection}", "Connections that ended before the handshake, by reason.");
        _dialsFailed = Count("p2pchain.dials.failed", "{dial}", "Dials without a connection.");
        _blocks = Count("p2pchain.blocks", "{block}", "Blocks, by source and verdict.");
        _transactions = Count("p2pchain.transactions", "{transaction}", "Transactions, by source and verdict.");
        _superseded = Count(
            "p2pchain.transactions.superseded", "{transaction}", "Accepted transactions that no longer stand.");
        _reorganisations = Count("p2pchain.reorganisations", "{reorganisation}", "Changes to a better branch.");
        _abandonedBlocks = Count("p2pchain.blocks.abandoned", "{block}", "Blocks that left the best chain.");
        _roundTrip = Time("p2pchain.round_trip", "Round trips of pings.");
        _commit = Time("p2pchain.commit", "Commits of the ledger to the disk.");
    }

    /// <summary>The name by which a listener finds the instruments.</summary>
    public string MeterName => _meter.Name;

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    internal void OnReceived(int bytes) => _receivedBytes.Add(bytes);

    internal void OnSent(int bytes) => _sentBytes.Add(bytes);

    internal void OnMessage(Decoded decoded)
    {
        if (!_receivedMessages.Enabled) return;
        var type = decoded switch
        {
            Decoded.Understood(var message, _) => message.Type.Name,
            Decoded.Refused({ } ours, _) => ours,
            _ => "other",
        };
        Add(_receivedMessages, Type(type));
    }

    internal void OnFrame(ReadOnlySpan<byte> frame)
    {
        if (_sentMessages.Enabled) Add(_sentMessages, Type(MessageCodec.TypeOf(frame)?.Name ?? "other"));
    }

    internal void OnIgnored(PeerFaultCode code) => Add(_ignoredFaults, Reason(code));

    internal void OnEnded(PeerFaultCode code) => Add(_connectionsEnded, Reason(code));

    internal void OnRefused(PeerFaultCode code) => Add(_connectionsRefused, Reason(code));

    internal void OnDialFailed() => _dialsFailed.Add(1);

    internal void OnRoundTrip(TimeSpan took) => _roundTrip.Record(took.TotalSeconds);

    internal void OnCommit(TimeSpan took) => _commit.Record(took.TotalSeconds);

    internal void OnBlock(Verdict verdict, bool isOwn)
    {
        var reason = verdict is Verdict.Invalid(var violation) ? LabelNames<Rule>.Of(violation.Rule) : "";
        Add(_blocks, Source(isOwn ? "own" : "peer"), Result(NameOf(verdict)), Because(reason));
    }

    internal void OnTransaction(Admission admission, PoolOrigin origin)
    {
        var (verdict, reason) = admission switch
        {
            Admission.Accepted => ("accepted", ""),
            Admission.Waiting => ("known", ""),
            Admission.Refused(var refusal) => ("refused", refusal.Reason.Name()),
            _ => ("other", ""),
        };
        OnTransaction(origin, verdict, reason);
    }

    /// <summary>An own transaction was refused before it was signed.</summary>
    internal void OnDraftRefused(RefusalReason reason) => OnTransaction(PoolOrigin.Here, "refused", reason.Name());

    internal void OnEvent(IChainEvent happened)
    {
        switch (happened)
        {
            case ChainEvents.TransactionRefused(var refused):
                Add(_superseded, Because(refused.Refusal.Reason.Name()));
                break;
            case ChainEvents.Reorganised: _reorganisations.Add(1); break;
            case ChainEvents.BlockDisconnected: _abandonedBlocks.Add(1); break;
            default: break;
        }
    }

    private void OnTransaction(PoolOrigin origin, string verdict, string reason) =>
        Add(_transactions, Source(LabelNames<PoolOrigin>.Of(origin)), Result(verdict), Because(reason));

    private static string NameOf(Verdict verdict) => verdict switch
    {
        Verdict.Connected => "connected",
        Verdict.OnSideBranch => "side_branch",
        Verdict.AlreadyKnown => "known",
        Verdict.NotKept => "not_kept",
        Verdict.UnknownParent => "unknown_parent",
        Verdict.AheadOfClock => "ahead_of_clock",
        Verdict.Invalid => "invalid",
        _ => "other",
    };

    private static KeyValuePair<string, object?> Reason(PeerFaultCode code) =>
        Because(LabelNames<PeerFaultCode>.Of(code));

    private static KeyValuePair<string, object?> Because(string reason) => new("reason", reason);

    private static KeyValuePair<string, object?> Type(string name) => new("type", name);

    private static KeyValuePair<string, object?> Source(string name) => new("source", name);

    private static KeyValuePair<string, object?> Result(string name) => new("verdict", name);

    private static void Add(Counter<long> counter, params ReadOnlySpan<KeyValuePair<string, object?>> labels) =>
        counter.Add(1, labels);

    private Counter<long> Count(string name, string unit, string description) =>
        _meter.CreateCounter<long>(name, unit, description);

    private Histogram<double> Time(string name, string description) =>
        _meter.CreateHistogram(
            name, "s", description, tags: null, new InstrumentAdvice<double> { HistogramBucketBoundaries = Bounds });
}

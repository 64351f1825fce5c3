using System.Diagnostics.Metrics;
using P2PChain.Actors.Console;
using P2PChain.Actors.Console.Health;

namespace P2PChain.Http.Metrics;

/// <summary>The state of the node as metrics. They show the answer to <c>status</c> that was last observed.</summary>
internal sealed class NodeGauges : IDisposable
{
    /// <summary>The prefix of each meter's name.</summary>
    public const string Prefix = "P2PChain.Http";

    private readonly Meter _meter;
    private readonly Func<Problem, string> _wordOf;
    private volatile AnswerProtocol.Status? _status;

    /// <summary>Creates the instruments.</summary>
    /// <param name="name">The name of the meter.</param>
    /// <param name="wordOf">The word of a problem.</param>
    public NodeGauges(string name, Func<Problem, string> wordOf)
    {
        _meter = new Meter(name);
        _wordOf = wordOf;
        Observe("p2pchain.uptime", "s", "Time since the start.", static status => status.Uptime.TotalSeconds);
        Observe("p2pchain.height", "{block}", "Height of the best chain.", static status => status.Chain.Tip.Height);
        Observe(
            "p2pchain.latest_block_time", "s", "Time of the latest block, in seconds since 1970; 0 without blocks.",
            static status => status.Chain.LatestTimeMs / 1000.0);
        Observe("p2pchain.items", "{item}", "Items with at least one move.", static status => status.Chain.Items);
        Observe("p2pchain.items.held", "{item}", "Held items.", static status => status.Chain.ItemsHeld);
        Observe(
            "p2pchain.pool", "{transaction}", "Transactions that wait for a block.",
            static status => status.Chain.Waiting);
        Observe("p2pchain.parked", "{block}", "Blocks ahead of the clock.", static status => status.Chain.Parked);
        Observe(
            "p2pchain.unmined", "s", "Time for which transactions have waited while no block came.",
            static status => status.Chain.Unmined?.TotalSeconds ?? 0);
        Observe("p2pchain.dials", "{address}", "Dialled addresses without a connection.", static s => s.Dials.Length);
        Observe("p2pchain.queued", "By", "Bytes that wait to be written to peers.", static status => status.Queued);
        Observe(
            "p2pchain.peers.in_step", "{peer}", "Connected peers with the tip of this node.",
            static status => InStep.Of(status).Peers);
        _meter.CreateObservableGauge("p2pchain.disk.free", DiskFree, "By", "Free bytes on the disk of the ledger.");
        _meter.CreateObservableGauge("p2pchain.peers", Peers, "{peer}", "Connected peers.");
        _meter.CreateObservableGauge("p2pchain.problems", Problems, "{problem}", "Present problems of status, each 1.");
        Refused = _meter.CreateCounter<long>(
            "p2pchain.http.refused", "{request}", "Requests that the access rules refused, by reason.");
    }

    /// <summary>Counts the requests that the access rules refused.</summary>
    public Counter<long> Refused { get; }

    /// <summary>Keeps the state for the next collection.</summary>
    public void OnStatus(AnswerProtocol.Status status) => _status = status;

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private void Observe(string name, string unit, string description, Func<AnswerProtocol.Status, double> read)
    {
        IEnumerable<Measurement<double>> Read() => _status is { } status ? [new(read(status))] : [];
        _meter.CreateObservableGauge(name, Read, unit, description);
    }

    private IEnumerable<Measurement<long>> DiskFree() => _status?.DiskFree is { } free ? [new(free)] : [];

    private IEnumerable<Measurement<int>> Peers()
    {
        if (_status is not { } status) yield break;
        foreach (var isOutbound in (bool[])[true, false])
        {
            foreach (var isExtended in (bool[])[true, false])
            {
                var count = status.Peers.Count(peer => peer.IsOutbound == isOutbound && peer.IsExtended == isExtended);
                yield return new Measurement<int>(
                    count, new("direction", isOutbound ? "out" : "in"), new("kind", isExtended ? "extended" : "plain"));
            }
        }
    }

    private IEnumerable<Measurement<int>> Problems() => _status is { } status
        ? Diagnosis.Of(status).Select(_wordOf).Distinct()
            .Select(static word => new Measurement<int>(1, new KeyValuePair<string, object?>("word", word)))
        : [];
}

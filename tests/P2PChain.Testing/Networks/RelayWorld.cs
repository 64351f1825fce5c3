using P2PChain.Core.Primitives;

namespace P2PChain.Testing.Networks;

/// <summary>
/// Nodes with given connections pass transactions and blocks on by the rules of Core, without actors. A link takes 40
/// to
/// 60 ms; nothing else takes time.
/// </summary>
/// <param name="seed">Everything is drawn from it.</param>
public sealed class RelayWorld(int seed)
{
    private const int LatencyMin = 40;
    private const int LatencyMax = 60;

    private readonly PriorityQueue<Action, (long At, long Order)> _events = new();
    private readonly Random _random = new(seed);
    private readonly List<RelayNode> _nodes = [];
    private long _order;

    public IReadOnlyList<RelayNode> Nodes => _nodes;

    /// <summary>The time.</summary>
    public Moment Now { get; private set; }

    /// <summary>Called with each block that reaches a node: the block, the node, the sender.</summary>
    public Action<Hash256, RelayNode, RelayNode> BlockArrived { get; init; } = (_, _, _) => { };

    /// <summary>Called with each block that is new to a node.</summary>
    public Action<Hash256, RelayNode> BlockJoined { get; init; } = (_, _) => { };

    /// <summary>Adds a node.</summary>
    /// <param name="isSilent">Whether it announces and never answers a request.</param>
    public RelayNode AddNode(bool isSilent = false)
    {
        var node = new RelayNode(this, _nodes.Count + 1) { IsSilent = isSilent };
        _nodes.Add(node);
        return node;
    }

    /// <summary>Lets time pass.</summary>
    public void Run(TimeSpan span)
    {
        var end = Now.Plus(span);
        while (_events.TryPeek(out _, out var next) && next.At <= end.Milliseconds)
        {
            var act = _events.Dequeue();
            Now = new Moment(next.At);
            act();
        }
        Now = end;
    }

    /// <summary>Does something later.</summary>
    public void After(TimeSpan wait, Action act) => _events.Enqueue(act, (Now.Plus(wait).Milliseconds, _order++));

    /// <summary>Does something at the other end of a link.</summary>
    internal void Send(Action act) => After(TimeSpan.FromMilliseconds(_random.Next(LatencyMin, LatencyMax)), act);
}

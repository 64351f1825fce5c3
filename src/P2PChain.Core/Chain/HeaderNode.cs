using P2PChain.Core.Crypto;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;
using P2PChain.Core.Rules;
using P2PChain.Core.RuleSets;

namespace P2PChain.Core.Chain;

/// <summary>
/// A header with the values of its place: parent, sum of work, largest time. It is immutable, so the chain and the
/// readers of its views share it. It keeps all its ancestors, so messages carry its <see cref="Point"/>.
/// </summary>
public sealed class HeaderNode
{
    /// <summary>Number of blocks in the median time.</summary>
    public const int MedianSpan = 11;

    private HeaderNode(BlockHeader header, Hash256 hash, Signature? seal, HeaderNode? parent)
    {
        Header = header;
        Hash = hash;
        Seal = seal;
        Parent = parent;
        Work = (parent?.Work ?? default).Plus(header.Difficulty);
        MaxTimeMs = Math.Max(parent?.MaxTimeMs ?? 0, header.TimeMs);
    }

    private HeaderNode(HeaderNode node, HeaderNode? parent)
    {
        Header = node.Header;
        Hash = node.Hash;
        Seal = node.Seal;
        Parent = parent;
        Work = node.Work;
        MaxTimeMs = node.MaxTimeMs;
    }

    /// <summary>The header.</summary>
    public BlockHeader Header { get; }

    /// <summary>The block's hash.</summary>
    public Hash256 Hash { get; }

    /// <summary>The miner's seal.</summary>
    public Signature? Seal { get; }

    /// <summary>The parent; null only for genesis.</summary>
    public HeaderNode? Parent { get; }

    /// <summary>Sum of difficulties from genesis to here.</summary>
    public Work Work { get; }

    /// <summary>Largest time from genesis to here, ms.</summary>
    public long MaxTimeMs { get; }

    /// <summary>The block's place, as values.</summary>
    public ChainPoint Point => new(Height, Hash, Work, Header.TimeMs);

    /// <summary>The header's index.</summary>
    public long Height => Header.Index;

    /// <summary>The node of a network's genesis.</summary>
    public static HeaderNode OfGenesis(Block genesis) => new(genesis.Header, genesis.Hash, null, null);

    /// <summary>The node of a child. The child is not checked.</summary>
    public HeaderNode Child(BlockHeader header, Hash256 hash, Signature? seal) => new(header, hash, seal, this);

    /// <summary>A copy with the ancestors that the check of a child needs, and no others.</summary>
    internal HeaderNode Detached() => Detached(this, MedianSpan)!;

    /// <summary>The median of the times of the last eleven blocks, this one included, ms.</summary>
    /// <remarks>
    /// Element ⌊n/2⌋ of the ascending times of the last n = min(11, index of the child) blocks. Rule H8.
    /// </remarks>
    public long MedianTimeMs()
    {
        var times = RecentTimes();
        times.Sort();
        return times[times.Count / 2];
    }

    /// <summary>The largest time of the last eleven blocks, this one included, ms.</summary>
    public long RecentMaxTimeMs() => RecentTimes().Max();

    /// <summary>The required difficulty of a child.</summary>
    public long RequiredDifficulty(NetworkParameters parameters) =>
        Difficulty.Required(parameters, Height + 1, Header.Difficulty, MaxTimeMs, Parent?.MaxTimeMs ?? 0);

    /// <summary>Checks a child's header by the rules that need its parent; null if it keeps them.</summary>
    /// <param name="rules">The network's rule sets.</param>
    /// <param name="child">The header, checked by itself.</param>
    /// <remarks>
    /// The state after the parent need not be known here, so the miner is checked again when the block is connected.
    /// Source: docs/rules.md H4, H7, H8, H9.
    /// </remarks>
    public Violation? CheckChild(RuleSchedule rules, BlockHeader child) =>
        ChainChecks.Check(child, Height, RequiredDifficulty(rules.Network), MedianTimeMs())
        ?? CustodyStep.CheckMiner(rules.At(child.Index), child, afterParent: null);

    /// <summary>Whether this chain beats the other: more work, or equal work and the smaller tip hash.</summary>
    /// <remarks>Source: docs/rules.md F1, F2.</remarks>
    public bool Beats(HeaderNode other) => IsAhead(Work, Hash, other.Work, other.Hash);

    /// <summary>Whether a chain of this work and tip beats another.</summary>
    public static bool IsAhead(Work work, Hash256 tip, Work otherWork, Hash256 otherTip) =>
        work > otherWork || (work == otherWork && tip < otherTip);

    /// <summary>For logs: height and hash.</summary>
    public override string ToString() => FormattableString.Invariant($"{Height} {Hash.Short()}");

    private static HeaderNode? Detached(HeaderNode? node, int count) =>
        node is null || count == 0 ? null : new HeaderNode(node, Detached(node.Parent, count - 1));

    private List<long> RecentTimes()
    {
        var times = new List<long>(MedianSpan);
        for (var node = this; node is not null && times.Count < MedianSpan; node = node.Parent)
            times.Add(node.Header.TimeMs);
        return times;
    }
}

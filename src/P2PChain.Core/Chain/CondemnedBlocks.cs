using System.Collections.Immutable;
using P2PChain.Core.Primitives;
using P2PChain.Core.Rules;

namespace P2PChain.Core.Chain;

/// <summary>The hashes of blocks that break a rule, each with its reason. The oldest are forgotten.</summary>
internal sealed class CondemnedBlocks
{
    private const int CountMax = 10_000;

    private readonly Queue<Hash256> _order = new();

    /// <summary>All of them; a value that never changes.</summary>
    public ImmutableDictionary<Hash256, Violation> All { get; private set; } =
        ImmutableDictionary<Hash256, Violation>.Empty;

    /// <summary>The reason; null if the hash is not condemned.</summary>
    public Violation? Find(Hash256 hash) => All.GetValueOrDefault(hash);

    /// <summary>Condemns a hash.</summary>
    public void Add(Hash256 hash, Violation violation)
    {
        if (!All.ContainsKey(hash)) _order.Enqueue(hash);
        All = All.SetItem(hash, violation);
        if (All.Count > CountMax) All = All.Remove(_order.Dequeue());
    }
}

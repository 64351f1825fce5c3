namespace P2PChain.Core.Custody;

/// <summary>Compares two custody tries. It leaves out the subtrees that both share.</summary>
internal static class CustodyDifference
{
    /// <summary>The items with different entries, in the order of the hashes of their ids.</summary>
    public static IEnumerable<CustodyChange> Of(CustodyNode? before, CustodyNode? after)
    {
        var open = new Stack<(CustodyNode? Before, CustodyNode? After, int Depth)>();
        open.Push((before, after, 0));
        while (open.TryPop(out var pair))
        {
            if (ReferenceEquals(pair.Before, pair.After)) continue;
            if (Entries(pair.Before, pair.After) is { } change)
            {
                if (change.Before != change.After) yield return change;
                continue;
            }
            var (earlier, later) = (Branch(pair.Before, pair.Depth), Branch(pair.After, pair.Depth));
            open.Push((earlier?.Child(true), later?.Child(true), pair.Depth + 1));
            open.Push((earlier?.Child(false), later?.Child(false), pair.Depth + 1));
        }
    }

    /// <summary>The change, if the two subtrees hold one item together; otherwise null.</summary>
    private static CustodyChange? Entries(CustodyNode? before, CustodyNode? after) => (before, after) switch
    {
        (CustodyLeaf earlier, null) => new CustodyChange(earlier.Entry, null),
        (null, CustodyLeaf later) => new CustodyChange(null, later.Entry),
        (CustodyLeaf earlier, CustodyLeaf later) when earlier.Key == later.Key =>
            new CustodyChange(earlier.Entry, later.Entry),
        _ => null,
    };

    private static CustodyBranch? Branch(CustodyNode? node, int depth) =>
        node is CustodyLeaf leaf ? CustodyBranch.Of(leaf, depth) : (CustodyBranch?)node;
}

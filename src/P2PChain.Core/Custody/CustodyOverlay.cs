using P2PChain.Core.Primitives;

namespace P2PChain.Core.Custody;

/// <summary>A state and the entries written on top of it. It has no root, so writing is cheap.</summary>
/// <param name="below">The state.</param>
public sealed class CustodyOverlay(ICustodyEntries below) : ICustodyEntries
{
    private readonly Dictionary<ItemId, CustodyEntry> _written = [];

    /// <inheritdoc/>
    public CustodyEntry? Find(ItemId uid) => _written.TryGetValue(uid, out var entry) ? entry : below.Find(uid);

    /// <summary>Writes entries.</summary>
    public void Write(IEnumerable<CustodyEntry> entries)
    {
        foreach (var entry in entries) _written[entry.Uid] = entry;
    }
}

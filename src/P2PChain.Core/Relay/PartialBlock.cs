using System.Collections.Immutable;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;
using P2PChain.Core.Wire;

namespace P2PChain.Core.Relay;

/// <summary>
/// A block that is put together from a compact one: from the known transactions, the prefilled ones, and those that are
/// requested of the sender. A wrong transaction with the right short id shows in the Merkle root.
/// </summary>
/// <remarks>Source: docs/protocol.md, compact blocks.</remarks>
public sealed class PartialBlock
{
    private readonly Message.CompactBlock _compact;
    private readonly ShortIds _shortIds;
    private readonly ulong[] _ids;
    private readonly Transaction?[] _found;

    /// <summary>Looks for the transactions: one hash for each known transaction.</summary>
    /// <param name="compact">The compact block.</param>
    /// <param name="known">The waiting transactions.</param>
    public PartialBlock(Message.CompactBlock compact, IEnumerable<Transaction> known)
    {
        _compact = compact;
        _shortIds = new ShortIds(compact.Item.Hash, compact.Nonce);
        var count = compact.Ids.Length + compact.Prefilled.Length;
        (_ids, _found) = (new ulong[count], new Transaction?[count]);
        foreach (var (index, transaction) in compact.Prefilled) _found[index] = transaction;
        var next = 0;
        foreach (var id in compact.Ids)
        {
            while (_found[next] is not null) next++;
            _ids[next++] = id;
        }
        FindIn(known);
        Missing = [.. Enumerable.Range(0, count).Where(index => _found[index] is null)];
    }

    /// <summary>The hash of the block.</summary>
    public Hash256 Hash => _compact.Item.Hash;

    /// <summary>The places of the transactions that are not known, ascending.</summary>
    public ImmutableArray<int> Missing { get; private set; }

    /// <summary>Takes the missing transactions from the sender.</summary>
    /// <returns>False if they are not those: no honest sender's short ids differ.</returns>
    public bool TryFill(ImmutableArray<Transaction> items)
    {
        if (items.Length != Missing.Length) return false;
        for (var i = 0; i < items.Length; i++)
        {
            if (_shortIds.Of(items[i].Wid) != _ids[Missing[i]]) return false;
            _found[Missing[i]] = items[i];
        }
        Missing = [];
        return true;
    }

    /// <summary>
    /// The whole block; null if transactions are missing, or if two have one short id and the wrong one was found.
    /// </summary>
    public Block? ToBlock()
    {
        if (!Missing.IsEmpty) return null;
        var (header, hash, seal) = _compact.Item;
        var block = new Block(header, hash, seal, [.. _found.Select(each => each!)]);
        return block.ComputeMerkleRoot() == header.MerkleRoot ? block : null;
    }

    private void FindIn(IEnumerable<Transaction> known)
    {
        var places = new Dictionary<ulong, int>();
        for (var index = 0; index < _ids.Length; index++)
            if (_found[index] is null) places.TryAdd(_ids[index], index);
        var ambiguous = new HashSet<int>();
        foreach (var transaction in known)
        {
            if (!places.TryGetValue(_shortIds.Of(transaction.Wid), out var index)) continue;
            if (_found[index] is not null) ambiguous.Add(index);
            _found[index] = transaction;
        }
        foreach (var index in ambiguous) _found[index] = null;
    }
}

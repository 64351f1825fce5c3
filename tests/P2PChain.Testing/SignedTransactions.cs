using System.Collections.Concurrent;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;

namespace P2PChain.Testing;

/// <summary>
/// Signs each content once: signatures cost a millisecond, and random tests draw from few contents. Thread-safe.
/// </summary>
public sealed class SignedTransactions
{
    private readonly ConcurrentDictionary<TransactionContent, Transaction> _signed = [];

    /// <summary>A transaction of a network; <paramref name="seconds"/> count from the demo network's genesis.</summary>
    public Transaction Of(
        NetworkParameters network, DeterministicSigner who, string uid, TransactionType type, double seconds, string? note = null)
    {
        var name = network.Name.Length == 0 ? null : network.Name;
        var content = new TransactionContent(
            who.PublicKey, ItemId.Parse(uid), type, ChainBuilder.At(seconds), name, note);
        return _signed.GetOrAdd(content, wanted => wanted.SignedBy(who));
    }
}

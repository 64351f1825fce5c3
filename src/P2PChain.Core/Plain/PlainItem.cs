using System.Globalization;
using P2PChain.Core.Crypto;
using P2PChain.Core.Custody;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Plain;

/// <summary>The remembered state of one item on a plain peer's chain: 24 bytes, for a history of any length.</summary>
/// <param name="Newest">
/// The largest timestamp of its transactions there, Unix seconds; 0 if there is none. On our chain an item's timestamps
/// rise. So a transaction of ours that is not newer is there, or can no longer come there.
/// </param>
/// <param name="Holder">Half of the holder's key; 0 if the item is free.</param>
/// <param name="IsBehind">
/// Whether the last transaction there is older than the newest: its clock is behind, or an old transaction was taken
/// again.
/// </param>
/// <param name="IsRepeated">
/// Whether it is known to be an old transaction taken again: two nodes pushed it, and the original network does not
/// protect from that.
/// </param>
public readonly record struct PlainItem(double Newest, ulong Holder, bool IsBehind = false, bool IsRepeated = false)
{
    /// <summary>Whether it is held there.</summary>
    public bool IsHeld => Holder != 0;

    /// <summary>
    /// The key under which an item is remembered. It is half as long as would be safe for a ledger, enough for one
    /// connection.
    /// </summary>
    public static ulong KeyOf(ItemId uid) => (ulong)(CustodyState.KeyOf(uid).High >> 64);

    /// <summary>The remembered form of a holder; 0 for none.</summary>
    public static ulong HolderOf(PublicKey? key) => key is null
        ? 0
        : Math.Max(1, ulong.Parse(
            key.Hex.AsSpan(key.Hex.Length - 16), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));

    /// <summary>
    /// Whether a transaction is on that chain, or something newer stands there in its place. The newest one counts as
    /// lacking after a repetition: pushed once more, it sets the item right.
    /// </summary>
    public bool Has(Transaction transaction) =>
        transaction.Content.Timestamp < Newest || (transaction.Content.Timestamp == Newest && !IsRepeated);

    /// <summary>
    /// Whether the original network's rules accept it: a request of a free item, or a release of a held one by any key.
    /// </summary>
    public bool Takes(Transaction transaction) => IsHeld == (transaction.Content.Type == TransactionType.Release);

    /// <summary>The item after an accepted transaction, which may be an old one.</summary>
    public PlainItem After(Transaction transaction)
    {
        var timestamp = transaction.Content.Timestamp;
        var holder = transaction.Content.Type == TransactionType.Request ? HolderOf(transaction.Requester) : 0;
        return new PlainItem(Math.Max(Newest, timestamp), holder, IsBehind: timestamp < Newest);
    }
}

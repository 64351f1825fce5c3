using P2PChain.Core.Crypto;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Custody;

/// <summary>Why a transaction was refused, with everything a person needs to act on it.</summary>
/// <param name="Reason">The first reason that holds.</param>
/// <param name="Uid">The item.</param>
/// <param name="Holder">Who holds the item; null when nobody does.</param>
/// <param name="Height">Since which block; 0 when the item was never seen, or moves only in the pool.</param>
/// <param name="MovedAt">Unix seconds of the item's last transaction; 0 when there is none.</param>
/// <param name="Winner">The transaction that stands in the way; zeros when there is none.</param>
/// <param name="NotBefore">From when it may come, with <see cref="RefusalReason.TooEarly"/>; 0 otherwise.</param>
/// <param name="ClockSlow">
/// How far this node's clock is behind its peers', with <see cref="RefusalReason.ClockOff"/>, negative when it is ahead; zero
/// otherwise.
/// </param>
public sealed record Refusal(
    RefusalReason Reason,
    ItemId Uid,
    PublicKey? Holder = null,
    long Height = 0,
    double MovedAt = 0,
    Hash256 Winner = default,
    UnixTime NotBefore = default,
    TimeSpan ClockSlow = default)
{
    /// <summary>A refusal that names the item's last transaction.</summary>
    public static Refusal Of(RefusalReason reason, ItemId uid, CustodyEntry? entry) => entry is null
        ? new Refusal(reason, uid)
        : new Refusal(reason, uid, entry.Holder, entry.Since, entry.Timestamp, entry.TxId);
}

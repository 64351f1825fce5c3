using P2PChain.Core.Crypto;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Custody;

/// <summary>The reason of a refusal, with the facts that a person needs to act on it.</summary>
/// <param name="Reason">The first reason that holds.</param>
/// <param name="Uid">The item.</param>
/// <param name="Holder">The item's holder; null if it is available.</param>
/// <param name="Height">
/// The block of the item's last transaction; 0 if the item is new, or moves only in the pool. With
/// <see cref="RefusalReason.WrongForm"/> the next block; with <see cref="RefusalReason.TooEarly"/> the first block
/// whose rule set has this form, if the form is the reason.
/// </param>
/// <param name="MovedAt">Unix seconds of the item's last transaction; 0 if there is none.</param>
/// <param name="Winner">The transaction that stands in the way; zeros if there is none.</param>
/// <param name="NotBefore">
/// The earliest time of admission, with <see cref="RefusalReason.TooEarly"/>; 0 otherwise.
/// </param>
/// <param name="ClockSlow">
/// How far this node's clock is behind its peers' clocks, negative if it is ahead, with
/// <see cref="RefusalReason.ClockOff"/>; zero otherwise.
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
    /// <summary>Whether no honest node relays such a transaction. A block with it is invalid in any case.</summary>
    public bool IsOffence { get; init; }

    /// <summary>A refusal that names the item's last transaction.</summary>
    public static Refusal Of(RefusalReason reason, ItemId uid, CustodyEntry? entry) => entry is null
        ? new Refusal(reason, uid)
        : new Refusal(reason, uid, entry.Holder, entry.Since, entry.Timestamp, entry.TxId);
}

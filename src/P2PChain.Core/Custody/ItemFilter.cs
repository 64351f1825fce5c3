using P2PChain.Core.Crypto;

namespace P2PChain.Core.Custody;

/// <summary>Chooses items. What is null does not restrict the choice.</summary>
/// <param name="IsHeld">Whether the items are held or available.</param>
/// <param name="Holder">The holder's key.</param>
/// <param name="Text">A part of the id, in any case.</param>
public sealed record ItemFilter(bool? IsHeld = null, PublicKey? Holder = null, string? Text = null)
{
    /// <summary>Whether an item is chosen.</summary>
    public bool Matches(CustodyEntry entry) =>
        (IsHeld is null || IsHeld == entry.Holder is not null)
        && (Holder is null || Holder == entry.Holder)
        && (Text is null || entry.Uid.Text.Contains(Text, StringComparison.OrdinalIgnoreCase));
}

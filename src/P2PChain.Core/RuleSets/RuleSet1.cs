using System.Collections.Immutable;
using System.Globalization;
using P2PChain.Core.Crypto;
using P2PChain.Core.Custody;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;
using P2PChain.Core.Rules;

namespace P2PChain.Core.RuleSets;

/// <summary>
/// The first rule set: requests and releases of one item each. Members and miners are those of genesis.
/// </summary>
/// <remarks>Source: docs/rules.md T3, T6, T7, H9, B2, C1–C4.</remarks>
public sealed class RuleSet1(NetworkParameters network) : IRuleSet
{
    private readonly CustodyRules _custody = new(network);

    /// <inheritdoc/>
    public long Version => 1;

    /// <inheritdoc/>
    public Violation? CheckForm(TransactionContent content)
    {
        if (content.Type is not (TransactionType.Request or TransactionType.Release))
        {
            var type = ((int)content.Type).ToString(CultureInfo.InvariantCulture);
            return new Violation(Rule.TransactionType, type, "1 or 2");
        }
        return content.Note is { } note && !TransactionChecks.IsNote(note)
            ? new Violation(
                Rule.NoteText,
                "a note that is empty, too long or holds control characters",
                "1-256 printable characters")
            : null;
    }

    /// <inheritdoc/>
    public Violation? CheckForm(Block block) => block.TransactionBytes > network.MaxBlockBytes
        ? Violation.Of(Rule.BlockBytes, block.TransactionBytes, network.MaxBlockBytes)
        : null;

    /// <inheritdoc/>
    public int CountFitting(IEnumerable<Transaction> waiting)
    {
        var count = 0;
        long bytes = 0;
        foreach (var transaction in waiting)
        {
            bytes += transaction.CanonicalBytes.Length + 2;
            if (bytes > network.MaxBlockBytes) break;
            count++;
        }
        return count;
    }

    /// <inheritdoc/>
    public ImmutableArray<ItemId> Items(TransactionContent content) => [content.Uid];

    /// <inheritdoc/>
    public Refusal? Check(TransactionContent content, ICustodyEntries before, BlockMoment at)
    {
        // Genesis lists the members for ever, so no honest node relays another key's transaction.
        if (!Standing.Of(network, content.Requester).MayRequest)
            return new Refusal(RefusalReason.NotMember, content.Uid) { IsOffence = true };
        return _custody.Check(before.Find(content.Uid), content);
    }

    /// <inheritdoc/>
    public ImmutableArray<CustodyEntry> Apply(Transaction transaction, ICustodyEntries before, BlockMoment at) =>
        [CustodyRules.Apply(transaction, at.Height)];

    /// <inheritdoc/>
    public bool MayMine(PublicKey key, ICustodyEntries? afterParent) => Standing.Of(network, key).MayMine;
}

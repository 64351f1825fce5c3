using P2PChain.Core.Primitives;
using P2PChain.Core.Rules;

namespace P2PChain.Core.Chain;

/// <summary>Condemns an invalid block with its descendants.</summary>
/// <remarks>Source: docs/rules.md F3.</remarks>
internal static class Condemnation
{
    /// <summary>The step that forgets and condemns them.</summary>
    /// <param name="tree">The kept blocks.</param>
    /// <param name="bad">The invalid block.</param>
    /// <param name="violation">The broken rule.</param>
    /// <param name="last">The block to answer for: the invalid one or a descendant, perhaps not kept.</param>
    public static ChainStep Of(BlockTree tree, HeaderNode bad, Violation violation, Hash256 last)
    {
        var descent = new Violation(Rule.AncestorValid, bad.Hash.ToString(), violation.ToString());
        var forgotten = tree.SideDescendants(bad.Hash);
        var condemned = forgotten.Append(last).Distinct()
            .Select(hash => KeyValuePair.Create(hash, hash == bad.Hash ? violation : descent));
        var verdict = new Verdict.Invalid(bad.Hash == last ? violation : descent);
        var change = new ChainChange { Forgotten = [.. forgotten] };
        return new ChainStep(verdict, change, []) { Condemned = [.. condemned] };
    }
}

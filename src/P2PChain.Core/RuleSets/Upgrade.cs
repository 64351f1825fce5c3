using P2PChain.Core.Model;

namespace P2PChain.Core.RuleSets;

/// <summary>A planned change of rules.</summary>
/// <param name="Height">The first block of the new rule set, 1 or more.</param>
/// <param name="RuleSet">Makes the rule set for a network.</param>
public sealed record Upgrade(long Height, Func<NetworkParameters, IRuleSet> RuleSet);

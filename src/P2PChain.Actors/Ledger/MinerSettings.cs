using P2PChain.Core.Crypto;
using P2PChain.Core.Mining;

namespace P2PChain.Actors.Ledger;

/// <summary>What the miner is told.</summary>
/// <param name="Mode">When to mine.</param>
/// <param name="Key">Who mines.</param>
/// <param name="Seals">Whether the network lists miners, so that blocks carry a seal.</param>
internal sealed record MinerSettings(MiningMode Mode, PublicKey Key, bool Seals);

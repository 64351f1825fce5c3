namespace P2PChain.Core.Chain;

/// <summary>A durable change of the ledger. See <see cref="ChainEvents"/>.</summary>
public interface IChainEvent;

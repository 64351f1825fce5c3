namespace P2PChain.Core.Chain;

/// <summary>Something that happened to the ledger and is durable. See <see cref="ChainEvents"/>.</summary>
public interface IChainEvent;

using P2PChain.Http.Access;

namespace P2PChain.Http;

/// <summary>The kind of a route's operation.</summary>
internal sealed record OperationMark(Operation Operation);

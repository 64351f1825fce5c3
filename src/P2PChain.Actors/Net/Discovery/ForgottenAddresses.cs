namespace P2PChain.Actors.Net.Discovery;

/// <summary>Stores nothing: for nodes without a data directory.</summary>
internal sealed class ForgottenAddresses : IKeptAddresses
{
    public string? Load() => null;

    public void Save(string text)
    {
    }
}

namespace P2PChain.Actors.Net.Discovery;

/// <summary>Stores the text of the address book.</summary>
public interface IKeptAddresses
{
    /// <summary>The stored text; null if there is none.</summary>
    string? Load();

    /// <summary>Stores this text in place of the earlier one.</summary>
    void Save(string text);
}
